import { createHash } from 'node:crypto';

/**
 * One short name per case where a service wants one: case ids hold tag values of any length and any character.
 */
export const caseKey = (caseId: string): string =>
  `imdsv2-remediator-${createHash('sha256').update(caseId).digest('hex').slice(0, 32)}`;
