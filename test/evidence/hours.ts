import type { MemberUse } from '../../src/domain/evidence.ts';
import { DAY, duration, HOUR, type Instant, instant } from '../../src/domain/time.ts';
import { type Point, type Reading, type Run, summarise, windowFor } from '../../src/evidence/summarise.ts';
import { NOW } from '../support/build.ts';

export const LOOKBACK = duration(14 * DAY);

/** A point for every hour of the clock in [from, to), 0 unless told otherwise. */
export const quiet = (from: Instant, to: Instant, value = 0): Point[] => {
  const first = Math.floor(from / HOUR) * HOUR;
  return Array.from({ length: Math.ceil((to - first) / HOUR) }, (_, hour) => ({
    at: instant(first + hour * HOUR),
    value,
  }));
};

export const without = (points: readonly Point[], ...hours: readonly Instant[]): Point[] =>
  points.filter(({ at }) => !hours.includes(at));

export const calls = (points: readonly Point[], at: Instant, value: number): Point[] => [
  ...without(points, at),
  { at, value },
];

export interface Sight {
  readonly run: Run;
  readonly points: readonly Point[];
  readonly startPoints?: readonly Point[] | null;
  readonly previous?: MemberUse | null;
  readonly now?: Instant;
}

/** Sums up a reading of two weeks. */
export function sumUp({ run, points, startPoints = null, previous = null, now = NOW }: Sight): MemberUse {
  const window = windowFor(now, LOOKBACK);
  const inside = points.filter(({ at }) => at >= window.start && at < window.end);
  const reading: Reading = { window, points: inside, startPoints };
  return summarise(run, reading, previous, now);
}
