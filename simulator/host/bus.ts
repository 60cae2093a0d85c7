import type { Happening, Queue } from '../world/queue.ts';
import type { Random } from '../world/random.ts';
import { matches } from './pattern.ts';
import type { Rule } from './stack.ts';

export interface Bus {
  /** Delivers late by two seconds to ten minutes, now and then twice or never: both hops are best effort. */
  emit(event: unknown, at: number): void;
  /** Deliveries that at least one rule took. */
  readonly delivered: () => number;
}

export interface BusWorld {
  readonly queue: Queue<Happening>;
  readonly random: Random;
  readonly invoke: (arn: string, event: unknown) => Promise<void>;
}

const LOST = 0.01;
const TWICE = 0.01;

export function makeBus(rules: readonly Rule[], { queue, random, invoke }: BusWorld): Bus {
  let delivered = 0;

  async function deliver(event: unknown): Promise<void> {
    const matching = rules.filter(({ pattern }) => matches(pattern, event));
    if (matching.length > 0) delivered += 1;
    for (const { targets } of matching) for (const arn of targets) await invoke(arn, event);
  }

  return {
    emit(event, at) {
      const fate = random.next();
      const copies = fate < LOST ? 0 : fate < LOST + TWICE ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1)
        queue.push(at + random.between(2_000, 600_000), () => deliver(event));
    },
    delivered: () => delivered,
  };
}
