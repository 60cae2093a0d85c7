import { openCase } from '../decision/admit.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { isEligible } from '../domain/instance.ts';
import type { Instant } from '../domain/time.ts';
import { caseIdOf, ownerOf, workloadOf } from '../domain/workload.ts';
import { firstSight } from '../facts/members.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { LoadedCase } from '../store/case-store.ts';

/** The case that an instance belongs to: as it was fixed at first sight, else as enrolment would put it. */
export function makeGrouping({ base }: PolicyFile, claims: ReadonlyMap<string, string>) {
  const by = { workloadTags: base.workload.tags, ownerTags: base.owner.tags };
  return (facts: InstanceFacts): string => claims.get(facts.id) ?? caseIdOf(facts.region, workloadOf(facts, by));
}

/** Instances by case; those of stored cases come too, whatever they allow now. */
export function groupByCase(
  instances: Iterable<InstanceFacts>,
  caseIdFor: (facts: InstanceFacts) => string,
): Map<string, readonly InstanceFacts[]> {
  const groups = new Map<string, InstanceFacts[]>();
  for (const facts of instances) {
    const caseId = caseIdFor(facts);
    const group = groups.get(caseId);
    if (group === undefined) groups.set(caseId, [facts]);
    else group.push(facts);
  }
  return groups;
}

/**
 * The case as it would be decided now: the stored one, or one that is opened now, with all its instances as members.
 * Null where there is none and nothing would open one.
 */
export function enrolled(
  caseId: string,
  instances: readonly InstanceFacts[],
  stored: LoadedCase | null,
  { base }: PolicyFile,
  now: Instant,
): LoadedCase | null {
  const known = new Set(stored?.members.map(({ id }) => id));
  const fresh = instances.filter((facts) => isEligible(facts) && !known.has(facts.id));
  const [first] = fresh;
  const members = [...(stored?.members ?? []), ...fresh.map((facts) => firstSight(caseId, facts, now))];
  if (stored !== null) return { case: { ...stored.case, newcomers: [] }, members };
  if (first === undefined) return null;
  const owner = ownerOf(first.tags, base.owner.tags);
  const opened = openCase({ caseId, region: first.region, owner, instances: fresh, why: 'reconciled', now });
  return { case: { ...opened, newcomers: [], outbox: [] }, members };
}
