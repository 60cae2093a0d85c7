import { planFleet } from '../../simulator/world/fleet.ts';
import type { Inventory } from '../../simulator/world/inventory.ts';
import { type Happening, makeQueue } from '../../simulator/world/queue.ts';
import { makeRandom } from '../../simulator/world/random.ts';
import { makeWorld } from '../../simulator/world/world.ts';
import { DAY } from '../simulator/aws/world.ts';

/** A seeded fleet with its history up to the midnight before `now`; nothing happens in it from then on. */
export function populate(inventory: Inventory, size: number, seed: number, now: number): void {
  const random = makeRandom(seed);
  const span = { start: now - (now % DAY), end: now + DAY };
  const world = makeWorld({
    inventory,
    span,
    random: random.fork('world'),
    queue: makeQueue<Happening>(),
    events: {
      running: () => ({}),
      launched: () => ({}),
      compliance: () => ({}),
      finding: () => ({}),
      changed: () => ({}),
    },
    emit: () => {},
    onRejected: () => {},
  });
  world.populate(planFleet(size, span, random.fork('fleet')));
}
