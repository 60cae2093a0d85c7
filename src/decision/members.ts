import type { Case } from '../domain/case.ts';
import { type InstanceFacts, isEligible, isLive } from '../domain/instance.ts';
import { isOpen, isUnexplained, type Member, type Phase, type RollbackMark } from '../domain/member.ts';
import { covers, type Exception } from '../domain/permission.ts';
import { ceilTo, type Duration, HOUR, type Instant, latest, MINUTE, plus, times } from '../domain/time.ts';
import { markUsed } from '../evidence/mark-used.ts';
import { isLostNow, isOverdue, lost, type Sight, withoutCalls } from './gone.ts';
import type { KnownView, MemberView, PhaseChange } from './view.ts';

/** A group that comes up with thousands is taken in over several looks, so that one item can hold what one look says. */
export const NEWCOMERS_A_LOOK = 500;

/** Has zero evidence of its own, whatever its workload has. */
export const isZero = ({ evidence }: KnownView, { member }: MemberView): boolean =>
  evidence.verdicts.get(member.id)?.state === 'zero';

/** IMDSv1 answers on it and switching that off is ours: what enforcement is about. */
export interface Candidate extends MemberView {
  readonly facts: InstanceFacts;
}

export const isCandidate = (view: MemberView): view is Candidate =>
  isOpen(view.member.phase) && view.facts !== null && isEligible(view.facts);

export const candidatesOf = (members: readonly MemberView[]): readonly Candidate[] => members.filter(isCandidate);

export const inPhase = (members: readonly MemberView[], ...phases: readonly Phase[]): readonly MemberView[] =>
  members.filter(({ member }) => phases.includes(member.phase));

export const liveOf = (members: readonly MemberView[]): readonly InstanceFacts[] =>
  members.flatMap(({ facts }) => (facts !== null && isLive(facts) ? [facts] : []));

export interface Observed {
  readonly members: readonly MemberView[];
  readonly changes: readonly PhaseChange[];
}

/** Brings every member's phase in line with what EC2 says. Only facts move a phase here, never hope. */
export function observeMembers(members: readonly MemberView[], kase: Case, watchFor: Duration, now: Instant): Observed {
  const changes: PhaseChange[] = [];
  const present = members.map((view) => ({ ...view, sight: lost(view, now) }));
  const isProvable = !present.some(
    ({ sight: { member } }) => isUnexplained(member) || isLostNow(kase, member) || isOverdue(member, now),
  );
  const proof = { isProvable, isWatchedOut: watchedFor(members) >= watchFor };
  const observed = present.map(({ sight, ...view }) => {
    const seen = sight.why === null ? observe(view, kase, proof, now) : sight;
    if (view.member.version === 0) {
      changes.push({ id: seen.member.id, from: '', to: seen.member.phase, why: 'first seen' });
    } else if (seen.why !== null) {
      changes.push({ id: seen.member.id, from: view.member.phase, to: seen.member.phase, why: seen.why });
    }
    return { member: seen.member, facts: view.facts };
  });
  return { members: observed, changes };
}

interface Proof {
  /** Nothing is known, or to be found out, that speaks against the change. */
  readonly isProvable: boolean;
  readonly isWatchedOut: boolean;
}

function observe({ member, facts }: MemberView, kase: Case, proof: Proof, now: Instant): Sight {
  const { phase } = member;
  if (phase === 'gone') return { member: withoutCalls(member, kase), why: null };
  if (facts === null) return { member, why: null };
  const here = facts.launchedAt === member.launchedAt ? member : { ...member, launchedAt: facts.launchedAt };
  const { tokens, state } = facts.options;
  const takenBack = here.rollback !== null && tokens === 'optional' && state === 'applied';
  if (takenBack && !isOpen(phase)) return rolledBack(here, here.rollback);
  switch (phase) {
    case 'optional':
    case 'rolled-back':
      return { member: here, why: null };
    case 'modifying':
      if (tokens === 'required' && state === 'applied' && here.enforcement !== null) {
        const enforcement = { ...here.enforcement, appliedAt: now };
        return { member: { ...here, phase: 'watched', enforcement }, why: 'EC2 shows required and applied' };
      }
      if (state === 'applied' && isUndone(kase, here))
        return { member: { ...here, phase: 'optional', enforcement: null }, why: 'the change was not made' };
      return isTakenBack(here, facts, now) ? loosened(here) : { member: here, why: null };
    case 'watched':
    case 'secured':
      if (tokens === 'required')
        return here.rollback === null && proof.isProvable
          ? proven(here, proof.isWatchedOut)
          : { member: here, why: null };
      // Our own rollback, which EC2 has not applied yet.
      if (here.rollback !== null) return { member: here, why: null };
      return loosened(here);
  }
}

const loosened = (member: Member): Sight => ({
  member: { ...member, phase: 'optional', enforcement: null, watch: null },
  why: 'somebody set tokens to optional again',
});

/** It counts as used from then on: nothing enforces it again on what was known before. */
function rolledBack(member: Member, mark: RollbackMark): Sight {
  const use = markUsed(member.use, member.launchedAt, mark.at);
  return { member: { ...member, phase: 'rolled-back', use, watch: null }, why: `taken back: ${mark.why}` };
}

/** EC2 refused it, or its effect still stands in the outbox: a time-out, a throttle or a crash came between. */
export const isUndone = (kase: Case, { enforcement }: Member): boolean =>
  kase.refusals.some(({ effectId }) => effectId === enforcement?.effectId) ||
  kase.outbox.some(({ id }) => id === enforcement?.effectId);

/**
 * The call is made within a quarter of an hour of the decision, for no function lives longer; and EC2 may answer for five
 * minutes as if it had not been: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const SETTLED_AFTER = times(MINUTE, 20);

/** Not required, and yet the newest change is applied: it is not ours. What is stopped may take ours when it starts. */
const isTakenBack = ({ enforcement }: Member, { options, state, launchedAt }: InstanceFacts, now: Instant): boolean =>
  enforcement !== null &&
  options.state === 'applied' &&
  state === 'running' &&
  now >= plus(latest(enforcement.at, launchedAt), SETTLED_AFTER);

/**
 * How long the changed members of a workload have shown signs of life together, gone ones included; nothing while a
 * call is rejected on any of them.
 */
function watchedFor(members: readonly MemberView[]): number {
  const watches = members.flatMap(({ member }) => (member.enforcement !== null && member.watch ? [member.watch] : []));
  if (watches.some(({ rejected }) => rejected > 0)) return 0;
  return watches.reduce((sum, { aliveHours }) => sum + aliveHours * HOUR, 0);
}

/**
 * Hours without a rejected call count only where the instance showed a sign of life, and each needs one of its own. A
 * start after the change with a clean hour behind it proves as much as the whole watch: software asks when it starts.
 */
function proven(member: Member, isWatchedOut: boolean): Sight {
  const { watch, enforcement } = member;
  const isClean = watch !== null && watch.rejected === 0 && watch.aliveHours > 0;
  if (member.phase !== 'watched' || !isClean) return { member, why: null };
  const restarted = member.launchedAt > (enforcement?.appliedAt ?? member.launchedAt);
  const startSeen = restarted && watch.readAt >= plus(ceilTo(member.launchedAt, HOUR), times(HOUR, 1.2));
  if (!isWatchedOut && !startSeen) return { member, why: null };
  const hours = `${watch.aliveHours} ${watch.aliveHours === 1 ? 'hour' : 'hours'} alive`;
  const why = isWatchedOut ? `${hours}, its workload watched out` : `${hours}, a start among them`;
  return { member: { ...member, phase: 'secured' }, why: `${why}, and no call rejected` };
}

/** Whether an exception is about a member, in force or not. */
export const coversMember = (
  exception: Exception,
  { id: caseId, region }: Pick<Case, 'id' | 'region'>,
  { member, facts }: MemberView,
): boolean => covers(exception, caseId, { id: member.id, region, tags: facts?.tags ?? {} });
