import type { Case, StanceOf } from '../../domain/case.ts';
import { type Instant, MINUTE, plus, times } from '../../domain/time.ts';
import { observableSince } from '../drift.ts';
import { enforceEffect, noticeEffect } from '../effects.ts';
import { enforcementHold } from '../enforcement-hold.ts';
import { graceAfterException, lapsedLate } from '../lapsed.ts';
import { candidatesOf, inPhase, isZero } from '../members.ts';
import { MAXIMUM_EFFECTS, nextWave } from '../next-wave.ts';
import { rejectedCalls } from '../rejected-calls.ts';
import { instances, usedSentence } from '../sentences.ts';
import { step } from '../step.ts';
import { block, closeTicket, exceptIfCovered, goesOnOnZero, startGrace } from '../transitions.ts';
import type { KnownView, MemberView, Step } from '../view.ts';

/** 24 ticks of the sweep: EC2 takes seconds, so a change that is not applied by then is not coming. */
const NOT_APPLIED_AFTER = times(MINUTE, 24 * 5);

export function cleared(view: KnownView, stance: StanceOf<'cleared'>): Step {
  const stopped = rejectedCalls(view, stance) ?? brokenOff(view, stance) ?? exceptIfCovered(view);
  if (stopped) return stopped;
  const { workload } = view.evidence;
  if (stance.ground === 'zero' && workload.state === 'used' && candidatesOf(view.members).length > 0) {
    return startGrace(view, null, 'used', `It was cleared, and then used. ${usedSentence(workload)}`);
  }
  if (stance.ground === 'grace-ended' && lapsedLate(view, stance.since).some((each) => !isZero(view, each)))
    return graceAfterException(view, 'An exception for a part of it has ended, of which nothing else was announced.');
  const held = enforcementHold(view, stance.ground);
  if (held) return held;
  if (stance.ground === 'zero' && rollbackImpossible(view) && candidatesOf(view.members).length > 0) {
    const detail = 'In this region EC2 refuses to allow IMDSv1 again, so the change could not be taken back.';
    return block(view, 'rollback-impossible', detail, 'zero');
  }
  // The journal entry, and a ticket and a notice that may stand before it, share the save.
  const room = Math.max(0, MAXIMUM_EFFECTS - 3 - view.case.outbox.length);
  const wave = nextWave(view, stance.ground, room);
  const effects = wave.take.map((member) => enforceEffect(view.case, member, stance.ground, workload, view.now));
  if (effects.length > 0) {
    const { wantsFreshEvidence } = wave;
    return step(view, 'enforce', `IMDSv2 is required on ${instances(effects.length)} now.`, {
      effects,
      wantsFreshEvidence,
    });
  }
  if (wave.wantsFreshEvidence)
    return step(view, 'reading-too-old', 'The reading is too old.', { wantsFreshEvidence: true });
  return leftOver(view, stance) ?? settled(view, stance);
}

/** What stops enforcement for good, until its cause is gone or an operator decides. */
function brokenOff(view: KnownView, stance: StanceOf<'cleared'>): Step | null {
  const ids = (members: readonly MemberView[]) => members.map(({ member }) => member.id);
  const refused = refusedTwice(view.case, candidatesOf(view.members));
  if (refused.length > 0) {
    const reasons = view.case.refusals.map(({ reason }) => reason);
    return block(
      view,
      'modify-refused',
      `EC2 refused the change twice: ${reasons.at(-1)}`,
      stance.ground,
      ids(refused),
    );
  }
  const stuck = stuckMembers(view.members, view.now);
  if (stuck.length === 0) return null;
  const detail = `EC2 took the change and has not applied it on ${instances(stuck.length)} for two hours.`;
  return block(view, 'not-applied', detail, stance.ground, ids(stuck));
}

/** httpTokensEnforced, or a declarative policy: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html */
export const rollbackImpossible = ({ defaults }: KnownView): boolean =>
  defaults.tokensEnforced || defaults.managedBy === 'declarative-policy';

export const refusedTwice = (kase: Case, members: readonly MemberView[]): readonly MemberView[] =>
  members.filter(({ member }) => kase.refusals.filter(({ instanceId }) => instanceId === member.id).length >= 2);

/** A stopped instance may take the change only when it starts: that is no fault. */
export const stuckMembers = (members: readonly MemberView[], now: Instant): readonly MemberView[] =>
  inPhase(members, 'modifying').filter(
    ({ member, facts }) =>
      facts?.state === 'running' &&
      member.enforcement !== null &&
      now >= plus(member.enforcement.at, NOT_APPLIED_AFTER),
  );

/** Members that nobody could judge for a whole lookback: people decide, as for a workload of which nothing is known. */
function leftOver(view: KnownView, stance: StanceOf<'cleared'>): Step | null {
  if (stance.ground !== 'zero' || goesOnOnZero(view)) return null;
  const unjudged = candidatesOf(view.members).filter(
    ({ member }) => view.evidence.verdicts.get(member.id)?.state === 'unknown',
  );
  const waited = unjudged.filter(
    ({ member }) => view.now >= plus(observableSince(view.case, member), view.policy.evidence.lookback),
  );
  if (waited.length === 0) return null;
  const missing = `${instances(waited.length)} could not be judged`;
  return startGrace(view, missing, 'observed-long-enough', `No call was seen, but ${missing}.`);
}

/** Everything that is ours to change has been changed and watched: people who had been asked to act are told once. */
function settled(view: KnownView, stance: StanceOf<'cleared'>): Step {
  const open = candidatesOf(view.members).length + inPhase(view.members, 'modifying', 'watched').length;
  if (open > 0) return step(view, 'going-on', `${instances(open)} to be changed or watched.`);
  const secured = inPhase(view.members, 'secured').length;
  if (stance.settledAt !== null || secured === 0) return step(view, 'secured', `${instances(secured)} secured.`);
  // An occasion of its own each time: it may have been loosened since, and secured again.
  const told = view.case.round > 0 ? [noticeEffect(view.case, 'secured')] : [];
  return step(view, 'secured', `${instances(secured)} secured.`, {
    stance: { ...stance, settledAt: view.now },
    effects: [...closeTicket(view), ...told],
  });
}
