import type { Watch } from '../domain/member.ts';
import { ceilTo, floorTo, HOUR, type Instant, plus, type Window } from '../domain/time.ts';
import { type Point, settledUntil } from './summarise.ts';

/** The hours to be read for a watch: from the change, or once it is over from what had settled at the last reading. */
export const watchWindow = (appliedAt: Instant, previous: Watch | null, isOver: boolean, now: Instant): Window => ({
  start: isOver && previous !== null ? settledUntil(previous.readAt) : floorTo(appliedAt, HOUR),
  end: plus(floorTo(now, HOUR), HOUR),
});

/**
 * MetadataNoTokenRejected need not be emitted while nothing is rejected, so its silence proves nothing by itself:
 * hours count only where CPUUtilization shows that the instance was alive in them.
 */
export function sumUpWatch(
  appliedAt: Instant,
  rejected: readonly Point[],
  alive: readonly Point[],
  previous: Watch | null,
  now: Instant,
): Watch {
  const from = ceilTo(appliedAt, HOUR);
  const to = settledUntil(now);
  const hours = alive.filter(({ at }) => at >= from && plus(at, HOUR) <= to).length;
  return {
    readAt: now,
    rejected: rejected.reduce((sum, { value }) => sum + value, 0),
    aliveHours: Math.max(hours, previous?.aliveHours ?? 0),
  };
}
