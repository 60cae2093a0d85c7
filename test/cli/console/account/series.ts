import { DAY, floorTo, HOUR, instant } from '../../../../src/domain/time.ts';
import type { Series } from '../../../../src/operators/answer.ts';
import { NOW } from './briefs.ts';

const HOURS = 14 * 24;

/** Eleven hours, and one by itself. */
const isAway = (index: number): boolean => (index >= 118 && index < 129) || index === 201;

/** A nightly batch that is heavier at the start of the week, in an account whose metrics were away for a while. */
export const SERIES: Series = {
  start: instant(floorTo(NOW, HOUR) - HOURS * HOUR),
  instances: 6,
  hours: Array.from({ length: HOURS }, (_, index) => callsIn(index)),
};

function callsIn(index: number): number | null {
  const at = floorTo(NOW, HOUR) - (HOURS - index) * HOUR;
  if (isAway(index)) return null;
  const hour = new Date(at).getUTCHours();
  const weekday = new Date(at).getUTCDay();
  const night = [0, 38, 61, 52, 14][hour] ?? 0;
  const weekend = weekday === 0 || weekday === 6 ? 0 : 1;
  const heavier = weekday === 1 || weekday === 2 ? 1.4 : 1;
  const fixed = index * HOUR > 9 * DAY ? 0.55 : 1;
  const wobble = ((index * 37) % 11) - 5;
  return night === 0
    ? index % 29 === 7
      ? 3
      : 0
    : Math.max(0, Math.round(night * weekend * heavier * fixed + wobble * weekend));
}
