import type { StanceKind } from '../domain/case.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { isOpen, type Member } from '../domain/member.ts';
import {
  between,
  DAY,
  type Duration,
  duration,
  earliest,
  HOUR,
  type Instant,
  MINUTE,
  minus,
  plus,
  times,
} from '../domain/time.ts';
import { nextSettling, startSettledAt } from './summarise.ts';

/** GetMetricData is paid by the metric, so a reading is made only when the answer can have changed. */
const EVERY_DAY = DAY;
export const EVERY_WEEK = duration(7 * DAY);
const QUARTER = times(MINUTE, 15);

/** Workloads of one instance that is gone: nobody is left for whom its readings could speak. */
const isSingle = (member: Member): boolean => member.caseId.endsWith(`/i:${member.id}`);

/**
 * When MetadataNoToken of a member is to be read next; null when it is of no use any more. `from` is how far policy looks
 * back now.
 */
export function useDueAt(
  member: Member,
  facts: InstanceFacts | null,
  stance: StanceKind,
  from: Instant,
): Instant | null {
  const { use } = member;
  // Policy may look further back than it did when this was read: one user makes the workload used, changed or gone too.
  const short = use !== null && (use.since === null || use.since > from) ? use.readAt : null;
  // Also where tokens had been required: it may have been taken back, or set back by somebody, since.
  if (member.phase === 'gone') return isSingle(member) ? null : (lastDueAt(goneAtOf(member), use) ?? short);
  // The change rests on a reading that may have been an hour old: what was called after that speaks for the others.
  if (!isOpen(member.phase)) return lastDueAt(member.enforcement?.appliedAt ?? null, use) ?? short;
  if (facts === null) return null;
  const settled = startSettledAt(facts.launchedAt);
  if (use === null) return settled;
  if (short !== null) return short;
  const daily = settledAfter(use.readAt, stance === 'excepted' ? EVERY_WEEK : EVERY_DAY);
  const restarted = use.start.at !== facts.launchedAt || use.readAt < settled;
  return restarted ? earliest(settled, daily) : daily;
}

/**
 * What has ended is read as soon as that is seen, and a last time once nothing can be added: many programs ask when their
 * instance is shut down, for which EC2 leaves them minutes, and CloudWatch takes up to ten more to count what they asked.
 */
function lastDueAt(endedAt: Instant | null, reading: { readonly readAt: Instant } | null): Instant | null {
  if (endedAt === null) return null;
  if (reading === null || reading.readAt < endedAt) return endedAt;
  const settled = plus(endedAt, QUARTER);
  return reading.readAt < settled ? settled : null;
}

const goneAtOf = ({ goneAt, firstSeenAt }: Member): Instant => goneAt ?? firstSeenAt;

/** When the rejected calls of what is gone are to be read; null where it was never changed, or was being taken back. */
export const lastWatchDueAt = (member: Member): Instant | null =>
  member.phase === 'gone' && member.enforcement !== null && member.rollback === null && !isSingle(member)
    ? lastDueAt(goneAtOf(member), member.watch)
    : null;

/** When MetadataNoTokenRejected of a member is to be read next; null when it is not watched. */
export function watchDueAt(member: Member, stance: StanceKind, soak: Duration): Instant | null {
  if (member.phase === 'gone') return lastWatchDueAt(member);
  const since = member.enforcement?.appliedAt;
  if (since == null) return null;
  const readAt = member.watch?.readAt ?? since;
  if (member.phase === 'secured') return settledAfter(readAt, EVERY_WEEK);
  if (member.phase !== 'watched') return null;
  // A blocked case waits for people, who were told: whether the calls go on is worth a look a day.
  if (stance === 'blocked') return settledAfter(readAt, EVERY_DAY);
  // What breaks mostly breaks at once: a rejected call shows within minutes, long before its hour is over.
  return between(since, readAt) < soak ? plus(readAt, QUARTER) : settledAfter(readAt, HOUR);
}

/**
 * Whether rejected calls of what was secured are to be read before others follow it on zero: a workload that came to call
 * in vain since shows there first, and a week is too long to wait for that.
 */
export function isWatchOld({ phase, enforcement, watch }: Member, now: Instant): boolean {
  const since = enforcement?.appliedAt;
  return phase === 'secured' && since != null && (watch?.readAt ?? since) < minus(now, EVERY_DAY);
}

/** A moment about that much later at which a whole hour more can be known. */
const settledAfter = (readAt: Instant, by: Duration): Instant => nextSettling(plus(readAt, duration(by - HOUR)));
