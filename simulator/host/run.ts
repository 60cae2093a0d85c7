import type { Happening, Queue } from '../world/queue.ts';
import type { Turns } from './turns.ts';

export interface Sweep {
  readonly everyMs: number;
  /** ISO instant of the next due item, null when there is none, undefined when the sweep failed or did not say. */
  readonly run: () => Promise<string | null | undefined>;
}

export interface Timed {
  readonly queue: Queue<Happening>;
  readonly setTime: (at: number) => void;
  readonly start: number;
  readonly sweep: Sweep;
  /** Grows with every invocation of any function. */
  readonly invocations: () => number;
  /** Each step is one turn: what comes from outside waits for its own. */
  readonly turns: Turns;
}

/** Whether the moment has come; when it has not, it is looked again at what is next. */
export type Arrived = (at: number) => Promise<boolean>;
const atOnce: Arrived = async () => true;

/**
 * Runs until `end`: whatever is next of a happening and a sweep tick. A tick at which nothing can be due is skipped;
 * nothing can be due before what the last sweep named, unless another function ran since.
 */
export function makePlay({ queue, setTime, start, sweep, invocations, turns }: Timed) {
  const tickAfter = (at: number): number => start + (Math.floor((at - start) / sweep.everyMs) + 1) * sweep.everyMs;
  let now = start;
  let tick = start;
  let seen = invocations();

  async function step(at: number): Promise<void> {
    now = at;
    setTime(at);
    if (queue.nextAt() <= tick) return void (await queue.pop()?.());
    const dueAt = await sweep.run();
    tick = nextTick(dueAt, tickAfter(at), start, sweep.everyMs);
    seen = invocations();
  }

  return async (end: number, arrived = atOnce): Promise<void> => {
    for (;;) {
      if (invocations() !== seen) tick = Math.min(tick, tickAfter(now));
      seen = invocations();
      const at = Math.min(queue.nextAt(), tick);
      if (!(await arrived(Math.min(at, end))) || invocations() !== seen) continue;
      if (at > end) break;
      await turns(() => step(at));
    }
    setTime(end);
  };
}

function nextTick(dueAt: string | null | undefined, soonest: number, start: number, everyMs: number): number {
  if (dueAt === undefined) return soonest;
  if (dueAt === null) return Number.POSITIVE_INFINITY;
  return Math.max(soonest, start + Math.ceil((Date.parse(dueAt) - start) / everyMs) * everyMs);
}
