import { drawTrial } from './draw.ts';
import { type Played, play } from './play.ts';
import { shrink } from './shrink.ts';

/** What one process plays one after the other, and what came of it. */
export interface Batch {
  readonly first: number;
  readonly seeds: number;
  readonly days: number;
  /** Only these troubles of each trial. */
  readonly only: readonly number[] | undefined;
  readonly root: string;
}

export interface Outcome {
  readonly seed: number;
  readonly instanceDays: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: Failure | undefined;
}

export interface Failure {
  readonly invariant: number;
  readonly text: string;
  /** Numbers of the troubles without which it does not happen. */
  readonly troubles: readonly number[];
  readonly trace: readonly string[];
}

/** A Monday. */
const START = Date.parse('2026-03-02T00:00:00Z');

export async function playBatch(batch: Batch, done: (outcome: Outcome) => void): Promise<void> {
  for (let seed = batch.first; seed < batch.first + batch.seeds; seed += 1) done(await playSeed(seed, batch));
}

async function playSeed(seed: number, { days, only, root }: Batch): Promise<Outcome> {
  const trial = drawTrial(seed, START, days);
  const troubles = trial.troubles.filter(({ id }) => only?.includes(id) ?? true);
  const played = await play(trial, troubles, root);
  const { instanceDays, counts, violation } = played;
  if (violation === undefined) return { seed, instanceDays, counts, failure: undefined };
  let shortest: Played = played;
  const needed = await shrink(troubles, async (some) => {
    const again = await play(trial, some, root);
    const same = again.violation?.invariant === violation.invariant;
    if (same) shortest = again;
    return same;
  });
  const { invariant, text } = shortest.violation ?? violation;
  return {
    seed,
    instanceDays,
    counts,
    failure: { invariant, text, troubles: needed.map(({ id }) => id), trace: shortest.trace },
  };
}
