import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrived } from './run.ts';
import type { Turns } from './turns.ts';

/** Goes on after the days that were played, at a pace that people can follow. */
export interface Live {
  readonly hoursPerSecond: number;
  /** Somebody else may act at the endpoint now; time goes on until the promise is settled, or the signal given. */
  readonly during: (endpoint: string, over: AbortSignal) => Promise<void>;
}

export interface Playing {
  readonly endpoint: string;
  readonly end: number;
  readonly playUntil: (end: number, arrived: Arrived) => Promise<void>;
  readonly turns: Turns;
}

const LOOK_EVERY_MS = 50;

export async function goOn({ hoursPerSecond, during }: Live, { endpoint, end, playUntil, turns }: Playing) {
  const from = Date.now();
  const begun = performance.now();
  const over = new AbortController();

  async function arrived(at: number): Promise<boolean> {
    const wait = (at - from) / (hoursPerSecond * 3600) - (performance.now() - begun);
    await sleep(Math.min(Math.max(wait, 0), LOOK_EVERY_MS));
    return over.signal.aborted ? forever : wait <= LOOK_EVERY_MS;
  }

  try {
    await Promise.race([during(endpoint, over.signal), playUntil(end, arrived).then(() => forever)]);
  } finally {
    over.abort();
  }
  // The step under way is the last.
  await turns(async () => {});
}

const forever = new Promise<never>(() => {});
