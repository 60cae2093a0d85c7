import { pointsIn } from '../aws/hours.ts';
import { type Duration, floorTo, type Instant, instant, plus } from '../domain/time.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Daily } from './document.ts';
import type { Remembered } from './remembered.ts';

/** The days (UTC) of a lookback, the first and the last of them cut. */
export function daysOf(now: Instant, lookback: Duration, day: Duration): readonly Instant[] {
  const { start, end } = windowFor(now, lookback);
  const first = floorTo(start, day);
  return Array.from({ length: Math.ceil((end - first) / day) }, (_, index) => instant(first + index * day));
}

/** Calls of these instances together, day by day; null where none made any. A day without a point is not known. */
export function dailyOf({ hours }: Remembered, lookback: Duration, now: Instant, day: Duration): Daily | null {
  const { start, end } = windowFor(now, lookback);
  const days = daysOf(now, lookback, day);
  const [first] = days;
  if (first === undefined) return null;
  const sums = new Map<number, number>();
  for (const read of hours.values()) {
    if ('unreadable' in read) continue;
    for (const { at, value } of pointsIn(read.known, start, end)) {
      const index = Math.floor((at - first) / day);
      sums.set(index, (sums.get(index) ?? 0) + value);
    }
  }
  const daily = days.map((_, index) => sums.get(index) ?? null);
  return daily.some((calls) => calls !== null && calls > 0) ? daily : null;
}

export const endOfDays = (days: readonly Instant[], day: Duration): Instant => plus(days.at(-1) ?? instant(0), day);
