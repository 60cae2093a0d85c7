import { admitDrift } from './decision/drift.ts';
import type { LoosenedTrigger } from './domain/trigger.ts';
import { MOST_RACES } from './enrol.ts';
import type { Services } from './services.ts';

/** Puts on the case of an instance who loosened it; the case is decided with the next sweep. */
export async function noteDrift(services: Services, change: LoosenedTrigger): Promise<readonly string[]> {
  const { region, instanceId } = change;
  const caseId = (await services.cases.claims(region, [instanceId])).get(instanceId);
  if (caseId === undefined) {
    services.log.info('loosened an instance of no case, which the reconciliation finds', { region, instanceId });
    return [];
  }
  for (let race = 0; race < MOST_RACES; race += 1) {
    const loaded = await services.cases.load(caseId);
    if (loaded === null) return [];
    const member = loaded.members.find(({ id }) => id === instanceId);
    const admitted = admitDrift(loaded.case, member, change, services.now());
    if (admitted === loaded.case || (await services.cases.save(admitted)) !== null) return [caseId];
  }
  throw new RangeError(`the case ${caseId} kept changing while a drift was being put on it`);
}
