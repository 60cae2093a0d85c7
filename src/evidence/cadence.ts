import type { StanceKind } from '../domain/case.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import type { Member } from '../domain/member.ts';
import { between, DAY, type Duration, duration, HOUR, type Instant, plus, times } from '../domain/time.ts';
import { nextSettling, startSettledAt } from './summarise.ts';

/** GetMetricData is paid by the metric, so a reading is made only when the answer can have changed. */
const EVERY_DAY = DAY;
export const EVERY_WEEK = duration(7 * DAY);
const LONGEST_GAP = times(HOUR, 9);

/** Workloads of one instance that is gone: nobody is left for whom its readings could speak. */
const isSingle = (member: Member): boolean => member.caseId.endsWith(`/i:${member.id}`);

/** When MetadataNoToken of a member is to be read next; null when it is of no use any more. */
export function useDueAt(member: Member, facts: InstanceFacts | null, stance: StanceKind): Instant | null {
  const { use } = member;
  if (member.phase === 'gone') {
    const unread = use === null || (member.goneAt !== null && use.readAt < member.goneAt);
    return unread && member.enforcement === null && !isSingle(member) ? (member.goneAt ?? member.firstSeenAt) : null;
  }
  if (member.phase !== 'optional' || facts === null) return null;
  const settled = startSettledAt(facts.launchedAt);
  if (use === null) return settled;
  const daily = settledAfter(use.readAt, stance === 'excepted' ? EVERY_WEEK : EVERY_DAY);
  const restarted = use.start.at !== facts.launchedAt || use.readAt < settled;
  return restarted && settled < daily ? settled : daily;
}

/** When MetadataNoTokenRejected of a member is to be read next; null when it is not watched. */
export function watchDueAt(member: Member, stance: StanceKind): Instant | null {
  const since = member.enforcement?.appliedAt;
  if (since == null) return null;
  const readAt = member.watch?.readAt ?? since;
  if (member.phase === 'secured') return settledAfter(readAt, EVERY_WEEK);
  return member.phase === 'watched' ? settledAfter(readAt, watchGap(since, readAt, stance)) : null;
}

/**
 * What breaks mostly breaks at once, so each look comes after as much time as has been watched already, and at most
 * nine hours after the last. A blocked case waits for people, who were told: whether the calls go on is worth a look
 * a day.
 */
function watchGap(since: Instant, readAt: Instant, stance: StanceKind): Duration {
  if (stance === 'blocked') return EVERY_DAY;
  return duration(Math.min(Math.max(between(since, readAt), HOUR), LONGEST_GAP));
}

/** A moment about that much later at which a whole hour more can be known. */
const settledAfter = (readAt: Instant, by: Duration): Instant => nextSettling(plus(readAt, duration(by - HOUR)));
