import type { Case } from '../domain/case.ts';
import { isEligible, isLive } from '../domain/instance.ts';
import type { Member, Phase } from '../domain/member.ts';
import { type Duration, HOUR, type Instant } from '../domain/time.ts';
import type { MemberView, PhaseChange } from './view.ts';

/** A group that comes up with thousands is taken in over several looks, so that one item can hold what one look says. */
export const NEWCOMERS_A_LOOK = 500;

/** IMDSv1 answers on it and switching that off is ours: what enforcement is about. */
export const isCandidate = ({ member, facts }: MemberView): boolean =>
  member.phase === 'optional' && facts !== null && isEligible(facts);

export const candidatesOf = (members: readonly MemberView[]): readonly MemberView[] => members.filter(isCandidate);

export const inPhase = (members: readonly MemberView[], ...phases: readonly Phase[]): readonly MemberView[] =>
  members.filter(({ member }) => phases.includes(member.phase));

export const liveOf = (members: readonly MemberView[]): readonly MemberView[] =>
  members.filter(({ facts }) => facts !== null && isLive(facts));

export interface Observed {
  readonly members: readonly MemberView[];
  readonly changes: readonly PhaseChange[];
}

/** Brings every member's phase in line with what EC2 says. Only facts move a phase here, never hope. */
export function observeMembers(members: readonly MemberView[], kase: Case, watchFor: Duration, now: Instant): Observed {
  const changes: PhaseChange[] = [];
  const observed = members.map((view) => {
    const seen = observe(view, kase, watchFor, now);
    if (view.member.version === 0) {
      changes.push({ id: seen.member.id, from: '', to: seen.member.phase, why: 'first seen' });
    } else if (seen.why !== null) {
      changes.push({ id: seen.member.id, from: view.member.phase, to: seen.member.phase, why: seen.why });
    }
    return { member: seen.member, facts: view.facts };
  });
  return { members: observed, changes };
}

interface Sight {
  readonly member: Member;
  /** Why the phase changed; null when it did not. */
  readonly why: string | null;
}

function observe({ member, facts }: MemberView, kase: Case, watchFor: Duration, now: Instant): Sight {
  const unchanged: Sight = { member, why: null };
  if (member.phase === 'gone') return unchanged;
  if (facts === null || !isLive(facts)) {
    return { member: { ...member, phase: 'gone', goneAt: now }, why: 'terminated' };
  }
  const here = facts.launchedAt === member.launchedAt ? member : { ...member, launchedAt: facts.launchedAt };
  const { tokens, state } = facts.options;
  switch (here.phase) {
    case 'optional':
    case 'rolled-back':
    case 'gone':
      return { member: here, why: null };
    case 'modifying':
      if (tokens === 'required' && state === 'applied' && here.enforcement !== null) {
        const enforcement = { ...here.enforcement, appliedAt: now };
        return { member: { ...here, phase: 'watched', enforcement }, why: 'EC2 shows required and applied' };
      }
      return tokens === 'optional' && state === 'applied' && isUndone(kase, here)
        ? { member: { ...here, phase: 'optional', enforcement: null }, why: 'the change was not made' }
        : { member: here, why: null };
    case 'watched':
    case 'secured':
      if (tokens === 'required') return proven(here, watchFor);
      return {
        member: { ...here, phase: 'optional', enforcement: null, watch: null },
        why: 'somebody set tokens to optional again',
      };
  }
}

/** EC2 refused it, or its effect still stands in the outbox: a time-out, a throttle or a crash came between. */
const isUndone = (kase: Case, { enforcement }: Member): boolean =>
  kase.refusals.some(({ effectId }) => effectId === enforcement?.effectId) ||
  kase.outbox.some(({ id }) => id === enforcement?.effectId);

/** Hours without a rejected call count only where the instance showed a sign of life. */
function proven(member: Member, watchFor: Duration): Sight {
  const { watch } = member;
  const isProven = watch !== null && watch.rejected === 0 && watch.aliveHours * HOUR >= watchFor;
  return member.phase === 'watched' && isProven
    ? { member: { ...member, phase: 'secured' }, why: `${watch.aliveHours} hours alive and no call rejected` }
    : { member, why: null };
}
