import { makeRemovals } from '../aws/auto-scaling.ts';
import { autoScalingByRegion } from '../aws/clients.ts';
import { explainRemovals } from '../facts/removals.ts';
import type { Services } from '../services.ts';

/** Where the watch is kept: the sweep alone asks groups about their members, so that it alone carries the client. */
export function withRemovals(services: Services): Services {
  const removals = makeRemovals(autoScalingByRegion());
  return {
    ...services,
    explainRemovals: (region, members, now) => explainRemovals(removals, services.log, region, members, now),
  };
}
