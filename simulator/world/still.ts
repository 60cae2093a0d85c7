import { planFleet, type Span } from './fleet.ts';
import type { Inventory } from './inventory.ts';
import { type Happening, makeQueue } from './queue.ts';
import { makeRandom } from './random.ts';
import { DAY } from './software.ts';
import { makeWorld } from './world.ts';

const nothing = (): unknown => ({});

/** A seeded fleet with its history up to the midnight before `now`; nothing happens in it from then on. */
export function populate(inventory: Inventory, size: number, seed: number, now: number): void {
  const random = makeRandom(seed);
  const span: Span = { start: now - (now % DAY), end: now + DAY };
  const world = makeWorld({
    inventory,
    span,
    random: random.fork('world'),
    queue: makeQueue<Happening>(),
    events: { running: nothing, launched: nothing, compliance: nothing, finding: nothing, changed: nothing },
    emit: () => {},
    onRejected: () => {},
  });
  world.populate(planFleet(size, span, random.fork('fleet')));
}
