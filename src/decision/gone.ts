import type { Case } from '../domain/case.ts';
import { isLive } from '../domain/instance.ts';
import { callsRejectedOn, isReplaced, type Member, type Removal } from '../domain/member.ts';
import type { Instant } from '../domain/time.ts';
import { lastWatchDueAt } from '../evidence/cadence.ts';
import type { MemberView } from './view.ts';

export interface Sight {
  readonly member: Member;
  /** Why the phase changed; null when it did not. */
  readonly why: string | null;
}

/** What EC2 shows no more, or as ended, is gone; where it was watched, its group is to be asked why. */
export function lost({ member, facts }: MemberView, now: Instant): Sight {
  if (member.phase === 'gone' || (facts !== null && isLive(facts))) return { member, why: null };
  const wasWatched = (member.phase === 'modifying' || member.phase === 'watched') && member.rollback === null;
  const removal = member.removal ?? (wasWatched && member.enforcement?.group != null ? UNASKED : null);
  return { member: { ...member, phase: 'gone', goneAt: now, removal }, why: 'terminated' };
}

const UNASKED: Removal = { verdict: 'unknown', cause: '' };

/**
 * Found unhealthy by its group, or ended with calls rejected, on account of the change that is being made, or that people
 * are to decide about.
 */
export function isLostNow({ stance }: Case, member: Member): boolean {
  const isRejecting = member.phase === 'gone' && callsRejectedOn(member) > 0;
  const goneAt = member.goneAt ?? stance.since;
  if (stance.kind === 'cleared')
    return isReplaced(member) ? goneAt >= stance.since : isRejecting && goneAt > stance.since;
  if (stance.kind !== 'blocked' || !stance.instanceIds.includes(member.id)) return false;
  // What was there when people were told of its calls, and is gone since, is a cause that is gone.
  return isReplaced(member) || (isRejecting && goneAt <= stance.since);
}

/** It may have broken: what it called before it went was to be read by now. */
export const isOverdue = (member: Member, now: Instant): boolean => {
  const dueAt = lastWatchDueAt(member);
  return dueAt !== null && dueAt <= now;
};

/**
 * What was rejected before it went counts as use. Once its workload is judged anew that is what speaks against a change,
 * and it stands against none that is made then.
 */
export function withoutCalls(member: Member, { stance }: Case): Member {
  const { watch } = member;
  if (watch === null || watch.rejected === 0 || stance.kind === 'cleared' || stance.kind === 'blocked') return member;
  return { ...member, watch: { ...watch, rejected: 0, aliveHours: 0 } };
}
