import { changeCase } from './change-case.ts';
import { admit, openCase } from './decision/admit.ts';
import { type InstanceFacts, isEligible } from './domain/instance.ts';
import { type Instant, MINUTE, plus, times } from './domain/time.ts';
import { caseIdOf, ownerOf, workloadOf } from './domain/workload.ts';
import type { PolicyFile } from './policy/resolve.ts';
import type { Services } from './services.ts';

/** What an event or the reconciliation named, and why. */
export interface Arrival {
  readonly kind: 'launched' | 'compliance' | 'finding' | 'reconciled';
  readonly instances: readonly InstanceFacts[];
}

/** A state change or a cut-off event says only that there is something to see: soon enough is soon. */
export const RECONCILE_WITHIN = times(MINUTE, 15);

/**
 * Puts instances that answer IMDSv1 into the case of their workload, opening it where there is none. Which workload an
 * instance belongs to is fixed when it is first seen. Returns the cases.
 */
export async function enrol(services: Services, arrival: Arrival, policies: PolicyFile): Promise<readonly string[]> {
  const { base } = policies;
  const by = { workloadTags: base.workload.tags, ownerTags: base.owner.tags };
  const byCase = new Map<string, InstanceFacts[]>();
  for (const facts of arrival.instances.filter(isEligible)) {
    const caseId = await services.cases.claim(facts.region, facts.id, caseIdOf(facts.region, workloadOf(facts, by)));
    byCase.set(caseId, [...(byCase.get(caseId) ?? []), facts]);
  }
  for (const [caseId, instances] of byCase) await enrolIn(services, caseId, instances, arrival.kind, policies);
  return [...byCase.keys()];
}

async function enrolIn(
  services: Services,
  caseId: string,
  instances: readonly InstanceFacts[],
  why: Arrival['kind'],
  { base }: PolicyFile,
): Promise<void> {
  const now = services.now();
  const [first] = instances;
  if (first === undefined) return;
  const owner = ownerOf(first.tags, base.owner.tags);
  if (await services.cases.create(openCase({ caseId, region: first.region, owner, instances, why, now }))) return;
  const added = await changeCase(services, caseId, (loaded) => admit(loaded.case, loaded.members, instances, now));
  if (added === 'raced')
    throw new RangeError(`the case ${caseId} kept changing while instances were being added to it`);
}

/** The region is looked through within a quarter of an hour, whatever else is planned. */
export const reconcileSoon = (services: Services, region: string, now: Instant): Promise<void> =>
  services.regions.makeDue(region, plus(now, RECONCILE_WITHIN));
