import type { StanceOf } from '../domain/case.ts';
import { callsRejectedOn, isReplaced } from '../domain/member.ts';
import { isLostNow } from './gone.ts';
import { inPhase } from './members.ts';
import { changedByUs, ITSELF, rollBack } from './roll-back.ts';
import { instances } from './sentences.ts';
import { block } from './transitions.ts';
import type { MemberView, SeenView, Step } from './view.ts';

/** Calls that were rejected on instances that we changed, or members that their group replaced as unhealthy. */
export function rejectedCalls(view: SeenView, stance: StanceOf<'cleared'>): Step | null {
  // An operator who orders enforcement has been told of the calls that are rejected.
  if (stance.ground === 'operator') return null;
  const calling = inPhase(view.members, 'watched', 'secured').filter(({ member }) => callsRejectedOn(member) > 0);
  const lost = view.members.filter(({ member }) => isLostNow(view.case, member));
  return calling.length + lost.length > 0 ? rejected(view, stance, calling, lost) : null;
}

/**
 * Calls are rejected: what was changed on zero evidence is taken back at once, unless policy says otherwise; after a
 * grace window, and long after the change, people are told loudly and decide.
 */
function rejected(
  view: SeenView,
  { ground }: StanceOf<'cleared'>,
  calling: readonly MemberView[],
  lost: readonly MemberView[],
): Step {
  const ids = [...calling, ...lost].map(({ member }) => member.id);
  const why = [...saidOfCalls([...calling, ...lost]), ...saidOfReplaced(lost)].join(' ');
  const ours = changedByUs(view);
  const isLongAgo = ours.length > 0 && ours.every(({ member }) => member.phase === 'secured');
  const { onZero, afterGrace } = view.policy.watch.then;
  const automatic = (ground === 'zero' ? onZero : afterGrace) === 'roll-back';
  const isFresh = inPhase(calling, 'watched').length > 0 || lost.some(({ member }) => isReplaced(member) || !isLongAgo);
  if (!automatic || !isFresh) return block(view, 'rejected-calls', why, ground, ids);
  const held = ours.filter(({ member }) => member.phase !== 'secured' || ids.includes(member.id));
  // Where nothing is left to be taken back, it still counts for the breaker.
  const targets = held.length > 0 ? held : lost.slice(0, 1);
  return rollBack(view, { because: ids, targets, by: ITSELF, why, ground, takeBack: 'watched' });
}

function saidOfCalls(members: readonly MemberView[]): readonly string[] {
  const calling = members.filter(({ member }) => callsRejectedOn(member) > 0);
  if (calling.length === 0) return [];
  const calls = calling.reduce((sum, { member }) => sum + callsRejectedOn(member), 0);
  return [`${calls} ${calls === 1 ? 'call' : 'calls'} without a token rejected on ${instances(calling.length)}.`];
}

function saidOfReplaced(lost: readonly MemberView[]): readonly string[] {
  const replaced = lost.filter(({ member }) => isReplaced(member)).length;
  return replaced === 0 ? [] : [`Auto Scaling replaced ${instances(replaced)} as unhealthy after the change.`];
}
