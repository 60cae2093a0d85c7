import { HOUR, type Instant, instant } from '../domain/time.ts';
import type { Point } from './summarise.ts';

/** A point for each hour from `start` on; NaN where there is none. A twelfth of what the points themselves take. */
export interface Hours {
  readonly start: Instant;
  readonly values: Float32Array;
}

/** The points of these hours in [from, to). */
export function pointsIn({ start, values }: Hours, from: number, to: number): readonly Point[] {
  const points: Point[] = [];
  const end = Math.min(values.length, Math.ceil((to - start) / HOUR));
  for (let index = Math.max(0, Math.ceil((from - start) / HOUR)); index < end; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) points.push({ at: instant(start + index * HOUR), value });
  }
  return points;
}
