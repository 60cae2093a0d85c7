import type { Happening, Queue } from '../world/queue.ts';
import type { Random } from '../world/random.ts';
import { matches } from './pattern.ts';
import type { Rule } from './stack.ts';

export interface Bus {
  /** Delivers late, now and then twice or never: both hops are best effort. */
  emit(event: unknown, at: number): void;
  /** Deliveries that at least one rule took. */
  readonly delivered: () => number;
}

export interface BusWorld {
  readonly queue: Queue<Happening>;
  readonly random: Random;
  readonly invoke: (arn: string, event: unknown) => Promise<void>;
  /** After how many milliseconds each copy of an event arrives. */
  readonly delays?: (random: Random) => readonly number[];
}

const LOST = 0.01;
const TWICE = 0.01;

/** Late by two seconds to ten minutes, now and then twice or never. */
function usualDelays(random: Random): readonly number[] {
  const fate = random.next();
  const copies = fate < LOST ? 0 : fate < LOST + TWICE ? 2 : 1;
  return Array.from({ length: copies }, () => random.between(2_000, 600_000));
}

export function makeBus(rules: readonly Rule[], { queue, random, invoke, delays = usualDelays }: BusWorld): Bus {
  let delivered = 0;

  async function deliver(event: unknown): Promise<void> {
    const matching = rules.filter(({ pattern }) => matches(pattern, event));
    if (matching.length > 0) delivered += 1;
    for (const { targets } of matching) for (const arn of targets) await invoke(arn, event);
  }

  return {
    emit(event, at) {
      for (const delay of delays(random)) queue.push(at + delay, () => deliver(event));
    },
    delivered: () => delivered,
  };
}
