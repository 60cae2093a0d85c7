import type { Happening, Queue } from '../world/queue.ts';

export interface Sweep {
  readonly everyMs: number;
  /** ISO instant of the next due item, null when there is none, undefined when the sweep failed or did not say. */
  readonly run: () => Promise<string | null | undefined>;
}

export interface Timed {
  readonly queue: Queue<Happening>;
  readonly setTime: (at: number) => void;
  readonly start: number;
  readonly end: number;
  readonly sweep: Sweep;
  /** Grows with every invocation of any function. */
  readonly invocations: () => number;
}

/**
 * Runs until `end`: whatever is next of a happening and a sweep tick. A tick at which nothing can be due is skipped;
 * nothing can be due before what the last sweep named, unless another function ran since.
 */
export async function play({ queue, setTime, start, end, sweep, invocations }: Timed): Promise<void> {
  const tickAfter = (at: number): number => start + (Math.floor((at - start) / sweep.everyMs) + 1) * sweep.everyMs;
  let tick = start;
  let seen = invocations();
  for (;;) {
    const at = Math.min(queue.nextAt(), tick);
    if (at > end || at === Number.POSITIVE_INFINITY) break;
    setTime(at);
    if (queue.nextAt() <= tick) {
      await queue.pop()?.();
      if (invocations() !== seen) tick = Math.min(tick, tickAfter(at));
    } else {
      const dueAt = await sweep.run();
      tick = nextTick(dueAt, tickAfter(at), start, sweep.everyMs);
    }
    seen = invocations();
  }
  setTime(end);
}

function nextTick(dueAt: string | null | undefined, soonest: number, start: number, everyMs: number): number {
  if (dueAt === undefined) return soonest;
  if (dueAt === null) return Number.POSITIVE_INFINITY;
  return Math.max(soonest, start + Math.ceil((Date.parse(dueAt) - start) / everyMs) * everyMs);
}
