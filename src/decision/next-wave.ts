import type { Ground } from '../domain/member.ts';
import { HOUR, minus } from '../domain/time.ts';
import { isWatchOld } from '../evidence/cadence.ts';
import { behindCanary } from './canary.ts';
import { isUnnamed } from './drift.ts';
import { type Candidate, candidatesOf, isZero } from './members.ts';
import { exceptionsFor } from './transitions.ts';
import type { KnownView } from './view.ts';

/** A save carries at most 25 effects; one is the journal entry, and others may come with it. */
export const MAXIMUM_EFFECTS = 25;

export interface Wave {
  readonly take: readonly Candidate[];
  /** Some member waits only for a reading that is less than an hour old. */
  readonly wantsFreshEvidence: boolean;
}

/**
 * The members to be enforced now: on zero evidence each needs its own verdict, after a grace window or on an
 * operator's word all are taken. A canary goes first, except on an operator's word. None within an hour of its start,
 * none that an exception covers, none without a reading of the last hour to be kept as evidence.
 */
export function nextWave(view: KnownView, ground: Ground, room: number): Wave {
  const { now } = view;
  const ready = candidatesOf(view.members).filter(
    (candidate) =>
      // What is stopped follows when it starts: nothing could be seen of it now.
      candidate.facts.state === 'running' &&
      candidate.facts.launchedAt <= minus(now, HOUR) &&
      exceptionsFor(view, candidate).length === 0 &&
      (ground === 'operator' || !isUnnamed(view.case, candidate.member.id, now)) &&
      (ground !== 'zero' || isZero(view, candidate)),
  );
  const going = ground === 'operator' ? ready : behindCanary(view, ready);
  const isFresh = ({ member }: Candidate) => member.use !== null && member.use.readAt >= minus(now, HOUR);
  // One that calls makes its whole workload used: those that stay behind and those that went before are looked at, too.
  const isOld =
    !candidatesOf(view.members).every(isFresh) || view.members.some(({ member }) => isWatchOld(member, now));
  if (ground === 'zero' && going.length > 0 && isOld) return { take: [], wantsFreshEvidence: true };
  const inOrder = going
    .filter(isFresh)
    .sort((a, b) => a.member.launchedAt - b.member.launchedAt || a.member.id.localeCompare(b.member.id));
  return { take: inOrder.slice(0, room), wantsFreshEvidence: !going.every(isFresh) };
}
