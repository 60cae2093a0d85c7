import type { MemberUse } from '../domain/evidence.ts';
import { floorTo, HOUR, type Instant, latest } from '../domain/time.ts';

/**
 * A reading after which the instance counts as used at that moment, whatever MetadataNoToken itself could still show. Its
 * calls stay those that were seen in it: what was rejected is counted by the watch.
 */
export function markUsed(use: MemberUse | null, launchedAt: Instant, at: Instant): MemberUse {
  const hour = floorTo(at, HOUR);
  if (use !== null) {
    return { ...use, lastUse: latest(use.lastUse ?? hour, hour) };
  }
  return {
    readAt: at,
    since: null,
    calls: 0,
    lastUse: hour,
    firstPoint: null,
    lastPoint: null,
    hours: { seen: 0, expected: 0 },
    start: { at: launchedAt, seen: false, calls: 0 },
    dormant: false,
  };
}
