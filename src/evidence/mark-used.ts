import type { MemberUse } from '../domain/evidence.ts';
import { floorTo, HOUR, type Instant, latest } from '../domain/time.ts';

/** A reading after which the instance counts as used at that moment, whatever the metric itself could still show. */
export function markUsed(use: MemberUse | null, launchedAt: Instant, at: Instant, calls: number): MemberUse {
  const hour = floorTo(at, HOUR);
  if (use !== null) {
    return {
      ...use,
      calls: Math.max(use.calls, calls),
      lastUse: latest(use.lastUse ?? hour, hour),
    };
  }
  return {
    readAt: at,
    calls,
    lastUse: hour,
    firstPoint: null,
    lastPoint: null,
    hours: { seen: 0, expected: 0 },
    start: { at: launchedAt, seen: false, calls: 0 },
    dormant: false,
  };
}
