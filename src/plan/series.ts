import { type Duration, floorTo, HOUR, type Instant, instant } from '../domain/time.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Daily } from './document.ts';
import type { Remembered } from './remembered.ts';

/** The days (UTC) that a window touches, the first and the last of them cut. */
function daysOf(start: Instant, end: Instant, day: Duration): readonly Instant[] {
  const first = floorTo(start, day);
  return Array.from({ length: Math.ceil((end - first) / day) }, (_, index) => instant(first + index * day));
}

/** Calls of these instances together, day by day; null where none made any. A day without a point is not known. */
export function dailyOf({ hours }: Remembered, lookback: Duration, now: Instant, day: Duration): Daily | null {
  const { start } = windowFor(now, lookback);
  const days = daysOf(start, now, day);
  const [first] = days;
  if (first === undefined) return null;
  const sums = new Float64Array(days.length).fill(Number.NaN);
  for (const read of hours.values()) {
    if ('unreadable' in read) continue;
    const { start: from, values } = read.known;
    for (let index = Math.max(0, (start - from) / HOUR); index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const of = Math.floor((from + index * HOUR - first) / day);
      sums[of] = value + (Number.isNaN(sums[of]) ? 0 : (sums[of] ?? 0));
    }
  }
  const daily = [...sums].map((calls) => (Number.isNaN(calls) ? null : calls));
  return daily.some((calls) => calls !== null && calls > 0) ? daily : null;
}
