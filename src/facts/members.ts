import { NEWCOMERS_A_LOOK } from '../decision/members.ts';
import type { MemberView } from '../decision/view.ts';
import { type InstanceFacts, isEligible, isLive } from '../domain/instance.ts';
import type { Member } from '../domain/member.ts';
import type { Instant } from '../domain/time.ts';
import { generationOf } from '../domain/workload.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { Policy } from '../policy/schema.ts';
import type { LoadedCase } from '../store/case-store.ts';

/** The instances that EC2 is to be asked about for a case: what is gone stays gone. */
export const idsToDescribe = ({ case: kase, members }: LoadedCase): readonly string[] => [
  ...new Set([
    ...members.filter(({ phase }) => phase !== 'gone').map(({ id }) => id),
    ...kase.newcomers.slice(0, NEWCOMERS_A_LOOK),
  ]),
];

/** The stored members with what EC2 says of each now, and the newcomers that turn out to be ours to watch. */
export function viewMembers(
  { case: kase, members }: LoadedCase,
  found: ReadonlyMap<string, InstanceFacts>,
  now: Instant,
): readonly MemberView[] {
  const known = members.map((member) => ({ member, facts: found.get(member.id) ?? null }));
  const stored = new Set(members.map(({ id }) => id));
  const fresh = kase.newcomers.slice(0, NEWCOMERS_A_LOOK).flatMap((id) => {
    const facts = found.get(id);
    return stored.has(id) || facts === undefined || !isEligible(facts)
      ? []
      : [{ member: firstSight(kase.id, facts, now), facts }];
  });
  return [...known, ...fresh];
}

/** The rules that hold for a workload with these members. */
export function rulesFor(
  policies: PolicyFile,
  account: string,
  { case: { workload } }: LoadedCase,
  members: readonly MemberView[],
): Policy {
  const liveTags = members.flatMap(({ facts }) => (facts !== null && isLive(facts) ? [facts.tags] : []));
  return policies.resolve({ account, workload, liveTags });
}

/** Version 0: not stored yet. */
export const firstSight = (caseId: string, facts: InstanceFacts, now: Instant): Member => ({
  id: facts.id,
  caseId,
  version: 0,
  phase: 'optional',
  firstSeenAt: now,
  generation: generationOf(facts),
  launchedAt: facts.launchedAt,
  goneAt: null,
  use: null,
  enforcement: null,
  watch: null,
  rollback: null,
  removal: null,
});
