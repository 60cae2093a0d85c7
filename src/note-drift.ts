import { changeCase } from './change-case.ts';
import { admitDrift } from './decision/drift.ts';
import type { LoosenedTrigger } from './domain/trigger.ts';
import type { Services } from './services.ts';

/** Puts on the case of an instance who loosened it; the case is decided with the next sweep. */
export async function noteDrift(services: Services, change: LoosenedTrigger): Promise<readonly string[]> {
  const { region, instanceId } = change;
  const caseId = (await services.cases.claims(region, [instanceId])).get(instanceId);
  if (caseId === undefined) {
    services.log.info('loosened an instance of no case, which the reconciliation finds', { region, instanceId });
    return [];
  }
  const noted = await changeCase(services, caseId, ({ case: kase, members }) => {
    const member = members.find(({ id }) => id === instanceId);
    return admitDrift(kase, member, change, services.now());
  });
  if (noted === 'raced') throw new RangeError(`the case ${caseId} kept changing while a drift was being put on it`);
  return noted === 'done' ? [caseId] : [];
}
