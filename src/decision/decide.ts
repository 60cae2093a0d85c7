import type { Case } from '../domain/case.ts';
import { askedByTag } from './asked-by-tag.ts';
import { carryOut } from './carry-out.ts';
import { conclude, held } from './conclude.ts';
import { recordSeen } from './drift.ts';
import { drifted } from './drifted.ts';
import { observeMembers } from './members.ts';
import { blocked } from './stances/blocked.ts';
import { cleared } from './stances/cleared.ts';
import { excepted } from './stances/excepted.ts';
import { grace } from './stances/grace.ts';
import { observing } from './stances/observing.ts';
import { standing } from './standing.ts';
import { step } from './step.ts';
import type { Decision, KnownView, Step, View } from './view.ts';

/** From one stance to the next within one decision; more would be a circle, and stops where it is. */
const MOST_STEPS = 5;

/** What to do about one workload, from what is known of it now. Pure: the same view gives the same decision. */
export function decide(asked: View): Decision {
  const view = { ...asked, case: withoutEnforcements(asked.case) };
  if ('unreadable' in view.members) return held(view, 'facts-unreadable', view.members.unreadable);
  if ('unreadable' in view.defaults) return held(view, 'facts-unreadable', view.defaults.unreadable);
  if ('unreadable' in view.evidence) return held(view, 'evidence-unreadable', view.evidence.unreadable);
  if ('unreadable' in view.exceptions) return held(view, 'exceptions-unreadable', view.exceptions.unreadable);
  if ('unreadable' in view.controls) return held(view, 'controls-unreadable', view.controls.unreadable);

  const seen = observeMembers(view.members.known, asked.case, view.policy.watch.for, view.now);
  const known: KnownView = {
    ...view,
    case: recordSeen(view.case, view.members.known, seen.members, view.now),
    members: seen.members,
    evidence: view.evidence.known,
    exceptions: view.exceptions.known,
    controls: view.controls.known,
    defaults: view.defaults.known,
  };
  return conclude(known, follow(known), seen.changes);
}

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
    const taken = { ...next, case: { ...next.case, outbox: [...next.case.outbox, ...next.effects] } };
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
