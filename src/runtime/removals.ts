import { makeRemovals } from '../aws/auto-scaling.ts';
import { autoScalingByRegion } from '../aws/clients.ts';
import { explainRemovals } from '../facts/removals.ts';
import type { Services } from '../services.ts';

/** Clients keep their connections from tick to tick, as all others do. */
const complete = new WeakMap<Services, Services>();

/** Where the watch is kept: the sweep alone asks groups about their members, so that it alone carries the client. */
export function withRemovals(services: Services): Services {
  const known = complete.get(services);
  if (known !== undefined) return known;
  const removals = makeRemovals(autoScalingByRegion());
  const made: Services = {
    ...services,
    explainRemovals: (region, members, now) => explainRemovals(removals, services.log, region, members, now),
  };
  complete.set(services, made);
  return made;
}
