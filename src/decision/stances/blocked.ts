import type { StanceOf } from '../../domain/case.ts';
import { isShortOfHops } from '../../domain/workload.ts';
import { atPeace } from '../drifted.ts';
import { isLostNow } from '../gone.ts';
import { candidatesOf, inPhase } from '../members.ts';
import { rollingBack } from '../roll-back.ts';
import { step } from '../step.ts';
import { clear, clearIfUseEnded, exceptIfCovered, observe } from '../transitions.ts';
import type { KnownView, Step } from '../view.ts';
import { rollbackImpossible, stuckMembers } from './cleared.ts';

/** Waits for an operator's word, or for its cause to be gone. */
export function blocked(view: KnownView, stance: StanceOf<'blocked'>): Step {
  const waiting = step(view, `blocked:${stance.reason}`, 'It waits for an operator, or for the cause to be gone.');
  const ground = stance.ground ?? 'zero';
  switch (stance.reason) {
    case 'container-hop-limit':
      return exceptIfCovered(view) ?? clearIfUseEnded(view) ?? (hopsSuffice(view) ? resume(view, ground) : waiting);
    case 'rollback-impossible':
      return exceptIfCovered(view) ?? (rollbackImpossible(view) ? waiting : resume(view, ground));
    case 'escalated':
      return exceptIfCovered(view) ?? clearIfUseEnded(view) ?? waiting;
    case 'modify-refused':
      return blamed(view, stance).length === 0 ? resume(view, ground) : waiting;
    case 'not-applied':
      return stuckMembers(view.members, view.now).length === 0 ? resume(view, ground) : waiting;
    case 'rolling-back':
      return rollingBack(view, stance);
    case 'second-rollback':
      return exceptIfCovered(view) ?? waiting;
    case 'drift-fought':
      return exceptIfCovered(view) ?? atPeace(view) ?? waiting;
    case 'rejected-calls':
      return inPhase(blamed(view, stance), 'watched', 'secured').length === 0 &&
        !view.members.some(({ member }) => isLostNow(view.case, member))
        ? again(view)
        : waiting;
  }
}

const blamed = (view: KnownView, { instanceIds }: StanceOf<'blocked'>) =>
  view.members.filter(({ member }) => instanceIds.includes(member.id) && member.phase !== 'gone');

const hopsSuffice = (view: KnownView): boolean =>
  view.policy.enforcement.hopLimit === 'raise-for-containers' ||
  candidatesOf(view.members).every(({ facts }) => !isShortOfHops(facts));

const resume = (view: KnownView, ground: 'zero' | 'grace-ended' | 'operator'): Step => {
  const cleared = clear(view, ground, 'cause-gone', 'What blocked it is gone.');
  return { ...cleared, case: { ...cleared.case, refusals: [] } };
};

/** The instances whose calls were rejected are gone or allow IMDSv1 again: the workload is judged anew. */
const again = (view: KnownView): Step =>
  observe(view, 'cause-gone', 'The instances whose calls were rejected are gone, or allow IMDSv1 again.');
