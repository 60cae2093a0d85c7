import type { StanceKind } from '../domain/case.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import type { Member } from '../domain/member.ts';
import { DAY, duration, HOUR, type Instant, latest, plus } from '../domain/time.ts';
import { startSettledAt } from './summarise.ts';

/** GetMetricData is paid by the metric, so a reading is made only when the answer can have changed. */
const EVERY_DAY = DAY;
const EVERY_WEEK = duration(7 * DAY);

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
  const daily = plus(use.readAt, stance === 'excepted' ? EVERY_WEEK : EVERY_DAY);
  const restarted = use.start.at !== facts.launchedAt || use.readAt < settled;
  return restarted && settled < daily ? settled : daily;
}

/** When MetadataNoTokenRejected of a member is to be read next; null when it is not watched. */
export function watchDueAt(member: Member): Instant | null {
  const since = member.enforcement?.appliedAt;
  if (since == null) return null;
  if (member.phase === 'watched') return latest(plus(since, HOUR), plus(member.watch?.readAt ?? since, HOUR));
  return member.phase === 'secured' ? plus(member.watch?.readAt ?? since, EVERY_WEEK) : null;
}
