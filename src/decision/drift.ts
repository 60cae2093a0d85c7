import type { Case } from '../domain/case.ts';
import type { Drift } from '../domain/drift.ts';
import { isChanged, type Member } from '../domain/member.ts';
import { earliest, HOUR, type Instant, plus } from '../domain/time.ts';
import type { LoosenedTrigger } from '../domain/trigger.ts';
import { isCandidate, isUndone } from './members.ts';
import type { MemberView } from './view.ts';

const KEPT = 20;

/** CloudTrail says within minutes who it was, if it says so at all. */
const NAMED_WITHIN = HOUR;

const withDrifts = (kase: Case, drifts: readonly Drift[]): Case => ({ ...kase, drifts: drifts.slice(-KEPT) });

/**
 * Puts on record that somebody loosened what was required, and makes the case due; the same case comes back where it
 * is on record already, or where nothing of ours was loosened: events repeat, and come late.
 *
 * @param member as it is stored; undefined for an instance that is still a newcomer.
 */
export function admitDrift(kase: Case, member: Member | undefined, change: LoosenedTrigger, now: Instant): Case {
  if (kase.drifts.some(({ eventId }) => eventId === change.eventId)) return kase;
  const dueAt = kase.leaseUntil ?? (kase.dueAt === null ? now : earliest(kase.dueAt, now));
  const drifts = withChange(kase.drifts, member, change);
  if (drifts !== null) return { ...withDrifts(kase, drifts), dueAt };
  // Nothing of ours, but something may be to be done again.
  return kase.stance.kind === 'closed' && kase.dueAt === null ? { ...kase, dueAt } : kase;
}

function withChange(
  drifts: readonly Drift[],
  member: Member | undefined,
  { instanceId, eventId, at, principal, tool, what }: LoosenedTrigger,
): readonly Drift[] | null {
  const here = drifts.filter((drift) => drift.instanceId === instanceId);
  const enforcedAt = keptSince(member);
  if (enforcedAt !== null && enforcedAt <= at) {
    const isKnown = here.some((drift) => drift.at >= enforcedAt && what.every((each) => drift.what.includes(each)));
    if (isKnown) return null;
    return [...drifts, { eventId, at, enforcedAt, instanceId, principal, tool, what, told: false, judged: false }];
  }
  // A look at the instance was sooner than the event that says who it was.
  const seen = here.find((drift) => drift.principal === null && drift.enforcedAt <= at && at <= drift.at);
  if (seen === undefined || !what.includes('tokens')) return null;
  const named = { ...seen, eventId, at, principal, tool, what, told: false };
  return drifts.map((drift) => (drift === seen ? named : drift));
}

/** Since when an instance is ours to keep; null when it is not, or when we ourselves are taking the change back. */
const keptSince = (member: Member | undefined): Instant | null =>
  member !== undefined && isChanged(member.phase) && member.rollback === null ? (member.enforcement?.at ?? null) : null;

/** Instances that are seen to allow IMDSv1 again, and of which no event has told: it may come yet, or be lost. */
export function recordSeen(
  kase: Case,
  stored: readonly MemberView[],
  observed: readonly MemberView[],
  now: Instant,
): Case {
  const open = new Set(observed.filter(isCandidate).map(({ member }) => member.id));
  const seen = stored.flatMap(({ member }): readonly Drift[] => {
    const enforcedAt = keptSince(member);
    const neverMade = member.phase === 'modifying' && isUndone(kase, member);
    if (enforcedAt === null || neverMade || !open.has(member.id)) return [];
    const isKnown = kase.drifts.some(
      (drift) => drift.instanceId === member.id && drift.at >= enforcedAt && isOfTokens(drift),
    );
    const eventId = `seen/${member.id}/v${kase.version + 1}`;
    const what = ['tokens'] as const;
    const unnamed = { principal: null, tool: null, told: false, judged: false };
    return isKnown ? [] : [{ eventId, at: now, enforcedAt, instanceId: member.id, what, ...unnamed }];
  });
  return withDrifts(kase, [...kase.drifts, ...seen]);
}

export const isOfTokens = ({ what }: Drift): boolean => what.includes('tokens');

/** Whether people can be told: it is known who it was, or it will hardly be known any more. */
export const isTellable = ({ told, principal, at }: Drift, now: Instant): boolean =>
  !told && (principal !== null || now >= plus(at, NAMED_WITHIN));

/** Whoever set an instance back may have done so before: until that is known it is left as it is. */
export const isUnnamed = ({ drifts }: Case, instanceId: string, now: Instant): boolean =>
  drifts.some((drift) => drift.instanceId === instanceId && !drift.told && !isTellable(drift, now));

/** When people are told without a name. */
export const unnamedMoments = ({ drifts }: Case): readonly Instant[] =>
  drifts.filter(({ told }) => !told).map(({ at }) => plus(at, NAMED_WITHIN));

/** Whether somebody's deed waits for a decision. */
export const hasUntold = ({ drifts }: Case): boolean =>
  drifts.some(({ told, principal }) => !told && principal !== null);

/** From when on it can be observed: while tokens are required, nothing shows whether IMDSv1 would be used. */
export const observableSince = ({ drifts }: Case, { id, firstSeenAt }: Member): Instant =>
  drifts.findLast((drift) => drift.instanceId === id && isOfTokens(drift))?.at ?? firstSeenAt;
