import { type Brief, sumOf } from '../domain/brief.ts';
import { type Hold, holds } from '../domain/case.ts';
import type { Controls } from '../domain/permission.ts';
import type { State, states } from '../domain/state-of.ts';
import { DAY, earliest, floorTo, type Instant, latest, minus, plus, times } from '../domain/time.ts';
import type { ExceptionView, Overview } from './answer.ts';

/** A page that people take in at one glance. */
const SOONEST = 10;
const MOST_DAYS = 90;

/** Sums up every case that is not closed. */
export function overviewOf(
  briefs: readonly Brief[],
  exceptions: readonly ExceptionView[],
  { paused, breaker }: Pick<Controls, 'paused' | 'breaker'>,
  account: string,
  now: Instant,
): Overview {
  return {
    kind: 'overview',
    now,
    account,
    workloads: byState(briefs),
    instances: sumOf(briefs),
    holds: byHold(briefs),
    progress: progressOf(briefs, now),
    next: soonest(briefs, now),
    pending: exceptions.filter(({ standing }) => standing === 'pending'),
    paused,
    breaker,
  };
}

function byState(briefs: readonly Brief[]): Readonly<Record<State, number>> {
  const counts = {
    observing: 0,
    grace: 0,
    excepted: 0,
    blocked: 0,
    enforcing: 0,
    watching: 0,
    secured: 0,
    closed: 0,
  } satisfies Record<(typeof states)[number], number>;
  for (const { state } of briefs) counts[state] += 1;
  return counts;
}

const byHold = (briefs: readonly Brief[]): readonly { hold: Hold; workloads: number }[] =>
  holds
    .map((hold) => ({ hold, workloads: briefs.filter((brief) => brief.hold === hold).length }))
    .filter(({ workloads }) => workloads > 0);

/** What is secured today counts from the day on which it came to be. */
function progressOf(briefs: readonly Brief[], now: Instant): Overview['progress'] {
  const today = floorTo(now, DAY);
  const opened = briefs.map(({ openedAt }) => openedAt);
  const settled = briefs.flatMap(({ state, settledAt }) =>
    state === 'secured' && settledAt !== null ? [settledAt] : [],
  );
  const oldest = opened.reduce((a, b) => earliest(a, b), now);
  const first = latest(floorTo(oldest, DAY), minus(today, times(DAY, MOST_DAYS - 1)));
  const days = Array.from({ length: Math.round((today - first) / DAY) + 1 }, (_, index) =>
    plus(first, times(DAY, index)),
  );
  const upTo = (moments: readonly Instant[], day: Instant): number =>
    moments.filter((at) => at < plus(day, DAY)).length;
  return days.map((day) => ({ day, known: upTo(opened, day), secured: upTo(settled, day) }));
}

const soonest = (briefs: readonly Brief[], now: Instant): readonly Brief[] =>
  briefs
    .flatMap((brief) => (brief.until !== null && brief.until > now ? [{ brief, until: brief.until }] : []))
    .sort((a, b) => a.until - b.until || (a.brief.id < b.brief.id ? -1 : 1))
    .slice(0, SOONEST)
    .map(({ brief }) => brief);
