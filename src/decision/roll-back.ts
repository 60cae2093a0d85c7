import type { StanceOf } from '../domain/case.ts';
import { type Ground, isChanged, isOurChange } from '../domain/member.ts';
import { noticeEffect, rollbackEffect } from './effects.ts';
import { inPhase } from './members.ts';
import { MAXIMUM_EFFECTS } from './next-wave.ts';
import { step } from './step.ts';
import { block, observe, openTicket } from './transitions.ts';
import type { MemberView, SeenView, Step } from './view.ts';

/** The second time that a workload had to be taken back people decide: its evidence has proved wrong twice. */
const SECOND = 2;

/** As it signs what it does without anybody's order. */
export const ITSELF = 'imdsv2-remediator';

export interface TakingBack {
  /** The instances that are the reason; shown to people. */
  readonly because: readonly string[];
  /** Those to be taken back. */
  readonly targets: readonly MemberView[];
  readonly by: string;
  readonly why: string;
  readonly ground: Ground | null;
  /** What is to follow where there is no room for all of them at once. */
  readonly takeBack: StanceOf<'blocked'>['takeBack'];
}

/** Our changes that still hold and that are not being taken back; `again` with those that EC2 refused to take back. */
export const changedByUs = (view: SeenView, again?: 'again'): readonly MemberView[] =>
  view.members.filter(
    ({ member }) =>
      isOurChange(member) && (again === 'again' || member.rollback === null) && !isOrdered(view, member.id),
  );

const isOrdered = (view: SeenView, instanceId: string): boolean =>
  view.case.outbox.some((effect) => effect.kind === 'rollback' && effect.instanceId === instanceId);

/** Takes changes back; the case waits until EC2 shows it, and is judged anew then. */
export function rollBack(view: SeenView, { because, targets, by, why, ground, takeBack }: TakingBack): Step {
  const callsFirst = [
    ...targets.filter(({ member }) => because.includes(member.id)),
    ...targets.filter(({ member }) => !because.includes(member.id)),
  ];
  const now = callsFirst.slice(0, roomIn(view));
  return step(view, 'rolling-back', why, {
    stance: {
      kind: 'blocked',
      since: view.now,
      reason: 'rolling-back',
      instanceIds: because.slice(0, 25),
      ground,
      takeBack,
    },
    patch: { rollbacks: view.case.rollbacks + 1 },
    effects: [
      ...now.map(({ member }) => rollbackEffect(view.case, member.id, by, why)),
      ...openTicket(view),
      // Whoever is told of rejected calls is told why by them; an operator's reason stands nowhere else yet.
      noticeEffect(view.case, 'rolling-back', undefined, null, by === ITSELF ? null : why),
    ],
    goesOn: targets.length > now.length,
  });
}

/** The journal entry, a ticket and a notice share the save. However much is owed besides, one is always under way. */
function roomIn({ case: { outbox } }: SeenView): number {
  const least = outbox.some(({ kind }) => kind === 'rollback') ? 0 : 1;
  return Math.max(least, MAXIMUM_EFFECTS - 3 - outbox.length);
}

function leftOf(view: SeenView, { takeBack }: StanceOf<'blocked'>): readonly MemberView[] {
  switch (takeBack) {
    case 'nothing':
      return [];
    case 'watched':
      return inPhase(changedByUs(view), 'modifying', 'watched');
    case 'all':
      return changedByUs(view);
  }
}

/** Setting tokens takes enabling the endpoint, and whoever disabled it meant to. */
const isReachable = ({ facts }: MemberView): boolean => facts?.options.endpoint !== 'disabled';

/** Those that had no room before; null where there are none, or is none now either. */
export function takeBackMore(view: SeenView, stance: StanceOf<'blocked'>): Step | null {
  const reachable = leftOf(view, stance).filter(isReachable);
  const next = reachable.slice(0, roomIn(view));
  if (next.length === 0) return null;
  const why = 'The changes of this workload are being taken back.';
  return step(view, 'rolling-back', why, {
    effects: next.map(({ member }) => rollbackEffect(view.case, member.id, ITSELF, why)),
    goesOn: reachable.length > next.length,
  });
}

/** What is still to be taken back is ordered in turn; once EC2 shows all of it, people or new evidence decide. */
export function rollingBack(view: SeenView, stance: StanceOf<'blocked'>): Step {
  const more = takeBackMore(view, stance);
  if (more !== null) return more;
  const open = view.members.filter(
    ({ member }) => isChanged(member.phase) && (member.rollback !== null || isOrdered(view, member.id)),
  );
  if (open.length > 0) return step(view, 'rolling-back', 'EC2 does not show yet that it was taken back.');
  if (leftOf(view, stance).length > 0)
    return step(view, 'rolling-back', 'It is taken back once its metadata endpoint is enabled again.');
  if (view.case.rollbacks >= SECOND) {
    const detail = 'It had to be taken back for the second time: it goes on only on an operator’s word.';
    return block(view, 'second-rollback', detail, stance.ground, stance.instanceIds);
  }
  return observe(view, 'rolled-back', 'It was taken back, and counts as used from then on.');
}
