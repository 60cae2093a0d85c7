import type { Case, StanceOf } from '../domain/case.ts';
import { isOpen, isUnexplained } from '../domain/member.ts';
import {
  between,
  DAY,
  type Duration,
  duration,
  earliest,
  HOUR,
  type Instant,
  latest,
  MINUTE,
  minus,
  plus,
  times,
} from '../domain/time.ts';
import { EVERY_WEEK, useDueAt, watchDueAt } from '../evidence/cadence.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Policy } from '../policy/schema.ts';
import { unnamedMoments } from './drift.ts';
import { isCandidate } from './members.ts';
import type { MemberView, StepHold } from './view.ts';

/** One tick of the sweep. */
export const TICK = times(MINUTE, 5);

/** The next moment at which the answer can change, never merely "soon"; null for a closed case. */
export function nextLook(
  kase: Case,
  members: readonly MemberView[],
  hold: StepHold | null,
  policy: Policy,
  now: Instant,
): Instant | null {
  if (kase.stance.kind === 'closed') return null;
  const moments = [
    ...members.flatMap((view) => memberMoments(view, kase, policy, now)),
    ...stanceMoments(kase, policy, now),
    ...unnamedMoments(kase),
    ...(hold === null ? [] : [hold.until ?? plus(now, HOUR)]),
  ];
  return latest(earliest(plus(now, atTheLatest(kase, members)), ...moments), plus(now, duration(1)));
}

/** A day, where something may change that no moment tells of; a week, where nothing is left to be done or judged. */
const atTheLatest = (kase: Case, members: readonly MemberView[]): Duration =>
  kase.stance.kind !== 'blocked' && !members.some(isCandidate) ? EVERY_WEEK : DAY;

function memberMoments(view: MemberView, kase: Case, policy: Policy, now: Instant): readonly Instant[] {
  const { member, facts } = view;
  const moments: Instant[] = [];
  const beingTakenBack = member.rollback !== null && (member.phase === 'watched' || member.phase === 'secured');
  if (member.phase === 'modifying' || beingTakenBack) moments.push(plus(now, facts?.state === 'running' ? TICK : HOUR));
  if (isUnexplained(member)) moments.push(plus(now, times(TICK, 3)));
  const watch = watchDueAt(member, kase.stance.kind, policy.enforcement.soak);
  if (watch !== null) moments.push(watch);
  const { start } = windowFor(now, policy.evidence.lookback);
  const isOthers = isOpen(member.phase) && !isCandidate(view);
  const use = isOthers ? null : useDueAt(member, facts, kase.stance.kind, start);
  if (use !== null) moments.push(use);
  return moments;
}

function stanceMoments(kase: Case, policy: Policy, now: Instant): readonly Instant[] {
  const { stance } = kase;
  switch (stance.kind) {
    case 'grace':
      return graceMoments(stance.deadline, policy, now);
    case 'excepted':
      return [stance.until, ...endNotices(stance).map((before) => minus(stance.until, before))].filter(
        (at) => at > now,
      );
    case 'cleared':
    case 'observing':
    case 'blocked':
    case 'closed':
      return [];
  }
}

/** Before the end of an exception people are told again: a week and a day, where it is that long. */
const BEFORE_THE_END = [times(DAY, 7), DAY];

export const endNotices = ({ since, until }: StanceOf<'excepted'>): readonly Duration[] =>
  BEFORE_THE_END.filter((before) => before < between(since, until));

/** The reminders and the deadline that are still to come; a deadline that has passed waits for an instance, not for time. */
export const graceMoments = (deadline: Instant | null, policy: Policy, now: Instant): readonly Instant[] =>
  deadline === null
    ? []
    : [deadline, ...policy.grace.reminders.map((before) => minus(deadline, before))].filter((at) => at > now);
