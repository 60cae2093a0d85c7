import type { Case } from '../domain/case.ts';
import { askedByTag } from './asked-by-tag.ts';
import { carryOut } from './carry-out.ts';
import { conclude, held } from './conclude.ts';
import { recordSeen } from './drift.ts';
import { drifted } from './drifted.ts';
import { observeMembers } from './members.ts';
import { rejectedCalls } from './rejected-calls.ts';
import { ITSELF, takeBackMore } from './roll-back.ts';
import { blocked } from './stances/blocked.ts';
import { cleared } from './stances/cleared.ts';
import { excepted } from './stances/excepted.ts';
import { grace } from './stances/grace.ts';
import { observing } from './stances/observing.ts';
import { standing } from './standing.ts';
import { step } from './step.ts';
import type { Decision, KnownView, PhaseChange, SeenView, Step, View } from './view.ts';

/** From one stance to the next within one decision; more would be a circle, and stops where it is. */
const MOST_STEPS = 5;

/** What to do about one workload, from what is known of it now. Pure: the same view gives the same decision. */
export function decide(asked: View): Decision {
  const view = { ...asked, case: withoutEnforcements(asked.case) };
  if ('unreadable' in view.members) return held(view, 'facts-unreadable', view.members.unreadable);
  if ('unreadable' in view.exceptions) return held(view, 'exceptions-unreadable', view.exceptions.unreadable);
  if ('unreadable' in view.controls) return held(view, 'controls-unreadable', view.controls.unreadable);

  const seen = observeMembers(view.members.known, asked.case, view.policy.watch.for, view.now);
  const sight: SeenView = {
    ...view,
    case: withoutEnforcements(recordSeen(asked.case, view.members.known, seen.members, view.now)),
    members: seen.members,
    exceptions: view.exceptions.known,
    controls: view.controls.known,
  };
  const { defaults, evidence } = view;
  if ('unreadable' in defaults || 'unreadable' in evidence) {
    const back = goBack(sight, seen.changes);
    if (back !== null) return back;
  }
  if ('unreadable' in defaults) return held(view, 'facts-unreadable', defaults.unreadable);
  if ('unreadable' in evidence) return held(view, 'evidence-unreadable', evidence.unreadable);
  const known: KnownView = { ...sight, evidence: evidence.known, defaults: defaults.known };
  return conclude(known, known.evidence.workload, follow(known), seen.changes);
}

/** Going back rests on no evidence of use: calls that are rejected, a person's order and what has begun wait for none. */
function goBack(view: SeenView, changes: readonly PhaseChange[]): Decision | null {
  const { trigger } = view;
  if (trigger.kind !== 'operator') return goBackByItself(view, changes);
  return trigger.command === 'rollback'
    ? conclude(view, null, [ordered(carryOut(view, trigger))], changes)
    : // The order waits for what cannot be read; what is done meanwhile is not its word.
      goBackByItself({ ...view, trigger: { kind: 'due', actor: ITSELF } }, changes);
}

function goBackByItself(view: SeenView, changes: readonly PhaseChange[]): Decision | null {
  const { stance } = view.case;
  const next =
    stance.kind === 'cleared'
      ? rejectedCalls(view, stance)
      : stance.kind === 'blocked'
        ? takeBackMore(view, stance)
        : null;
  return next && conclude(view, null, [ordered(next)], changes);
}

/** A step with what it orders on the case, for those that follow it. */
const ordered = (next: Step): Step => ({
  ...next,
  case: { ...next.case, outbox: [...next.case.outbox, ...next.effects] },
});

/** A change that could not be made yet is decided anew each time, so that it never rests on an old decision. */
const withoutEnforcements = (kase: Case): Case => ({
  ...kase,
  outbox: kase.outbox.filter(({ kind }) => kind !== 'enforce'),
});

/** Steps from stance to stance until one stays where it is; each sees the work that those before it ordered. */
function follow(start: KnownView): readonly Step[] {
  const steps: Step[] = [];
  let view = start;
  const take = (next: Step): boolean => {
    const moved = next.case.stance.kind !== view.case.stance.kind;
    const taken = ordered(next);
    steps.push(taken);
    view = { ...view, case: taken.case };
    return moved;
  };
  if (view.trigger.kind === 'operator') take(carryOut(view, view.trigger));
  for (const takeUp of [drifted, askedByTag]) {
    const next = takeUp(view);
    if (next) take(next);
  }
  // Stryker disable next-line ConditionalExpression,EqualityOperator: no view is known that takes so many steps
  while (steps.length < MOST_STEPS && take(standing(view) ?? stanceStep(view)));
  return steps;
}

function stanceStep(view: KnownView): Step {
  const { stance } = view.case;
  switch (stance.kind) {
    case 'observing':
      return observing(view, stance);
    case 'grace':
      return grace(view, stance);
    case 'excepted':
      return excepted(view, stance);
    case 'cleared':
      return cleared(view, stance);
    case 'blocked':
      return blocked(view, stance);
    case 'closed':
      return step(view, `closed:${stance.reason}`, 'Nothing is to be done.');
  }
}
