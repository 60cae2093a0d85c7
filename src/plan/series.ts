import { DAY, type Duration, floorTo, HOUR, type Instant, instant } from '../domain/time.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Daily } from './document.ts';
import type { Remembered } from './remembered.ts';

/** The days (UTC) that a window touches, the first and the last of them cut. */
function daysOf(start: Instant, end: Instant): readonly Instant[] {
  const first = floorTo(start, DAY);
  return Array.from({ length: Math.ceil((end - first) / DAY) }, (_, index) => instant(first + index * DAY));
}

/** Calls of these instances together, day by day; null where none made any. A day without a point is not known. */
export function dailyOf({ hours }: Remembered, lookback: Duration, now: Instant): Daily | null {
  const { start } = windowFor(now, lookback);
  const days = daysOf(start, now);
  const [first] = days;
  if (first === undefined) return null;
  const sums = new Float64Array(days.length).fill(Number.NaN);
  for (const read of hours.values()) {
    if ('unreadable' in read) continue;
    const { start: from, values } = read.known;
    for (let index = Math.max(0, (start - from) / HOUR); index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const of = Math.floor((from + index * HOUR - first) / DAY);
      sums[of] = value + (Number.isNaN(sums[of]) ? 0 : (sums[of] ?? 0));
    }
  }
  const daily = [...sums].map((calls) => (Number.isNaN(calls) ? null : calls));
  return daily.some((calls) => calls !== null && calls > 0) ? daily : null;
}
