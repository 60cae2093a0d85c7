import type { Key } from './table.ts';

/** `<region>/<workload>` is the id of a case, `<region>#<workload>` its partition: no region has either mark. */
export const caseKey = (caseId: string): Key => ({ pk: caseId.replace('/', '#'), sk: 'case' });
export const caseIdOfKey = (pk: string): string => pk.replace('#', '/');
export const memberKey = (caseId: string, id: string): Key => ({ pk: caseKey(caseId).pk, sk: `member#${id}` });
export const claimKey = (region: string, id: string): Key => ({ pk: `instance#${region}#${id}`, sk: 'member-of' });
export const journalPartition = (caseId: string): string => `journal#${caseId}`;
