import type { StanceOf } from '../domain/case.ts';
import { inPhase, isReplacedNow } from './members.ts';
import { changedByUs, ITSELF, rollBack } from './roll-back.ts';
import { instances } from './sentences.ts';
import { block } from './transitions.ts';
import type { MemberView, SeenView, Step } from './view.ts';

/** Calls that were rejected on instances that we changed, or members that their group replaced as unhealthy. */
export function rejectedCalls(view: SeenView, stance: StanceOf<'cleared'>): Step | null {
  // An operator who orders enforcement has been told of the calls that are rejected.
  if (stance.ground === 'operator') return null;
  const calling = inPhase(view.members, 'watched', 'secured').filter(({ member }) => callsRejectedOn(member) > 0);
  const replaced = view.members.filter(({ member }) => isReplacedNow(view.case, member));
  return calling.length + replaced.length > 0 ? rejected(view, stance, calling, replaced) : null;
}

/**
 * Calls are rejected: what was changed on zero evidence is taken back at once, unless policy says otherwise; after a
 * grace window, and long after the change, people are told loudly and decide.
 */
function rejected(
  view: SeenView,
  { ground }: StanceOf<'cleared'>,
  calling: readonly MemberView[],
  replaced: readonly MemberView[],
): Step {
  const why = [...saidOfCalls(calling), ...saidOfReplaced(replaced)].join(' ');
  const because = [...calling, ...replaced].map(({ member }) => member.id);
  const { onZero, afterGrace } = view.policy.watch.then;
  const automatic = (ground === 'zero' ? onZero : afterGrace) === 'roll-back';
  if (!automatic || [...inPhase(calling, 'watched'), ...replaced].length === 0)
    return block(view, 'rejected-calls', why, ground, because);
  const held = changedByUs(view).filter(({ member }) => member.phase !== 'secured' || because.includes(member.id));
  // Where nothing is left to be taken back, it still counts for the breaker.
  const targets = held.length > 0 ? held : replaced.slice(0, 1);
  return rollBack(view, { because, targets, by: ITSELF, why, ground, takeBack: 'watched' });
}

const callsRejectedOn = ({ watch }: MemberView['member']): number => watch?.rejected ?? 0;

function saidOfCalls(calling: readonly MemberView[]): readonly string[] {
  if (calling.length === 0) return [];
  const calls = calling.reduce((sum, { member }) => sum + callsRejectedOn(member), 0);
  return [`${calls} ${calls === 1 ? 'call' : 'calls'} without a token rejected on ${instances(calling.length)}.`];
}

const saidOfReplaced = (replaced: readonly MemberView[]): readonly string[] =>
  replaced.length === 0 ? [] : [`Auto Scaling replaced ${instances(replaced.length)} as unhealthy after the change.`];
