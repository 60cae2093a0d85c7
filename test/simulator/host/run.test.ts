import { expect, test } from 'vitest';
import { makePlay } from '../../../simulator/host/run.ts';
import { makeTurns } from '../../../simulator/host/turns.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';

const MINUTE = 60_000;
const iso = (minutes: number): string => new Date(minutes * MINUTE).toISOString();

/** Minutes at which the sweep ran in an hour, if `dueAt` answers it and functions are invoked at the minutes given. */
async function ticks(
  dueAt: (minute: number) => string | null | undefined,
  invokedAt: number[] = [],
): Promise<number[]> {
  const queue = makeQueue<() => unknown>();
  const swept: number[] = [];
  let now = 0;
  let invocations = 0;
  for (const at of invokedAt) queue.push(at * MINUTE, () => (invocations += 1));
  const playUntil = makePlay({
    queue,
    start: 0,
    setTime: (at) => {
      now = at;
    },
    invocations: () => invocations,
    sweep: {
      everyMs: 5 * MINUTE,
      run: async () => {
        invocations += 1;
        swept.push(now / MINUTE);
        return dueAt(now / MINUTE);
      },
    },
    turns: makeTurns(),
  });
  await playUntil(60 * MINUTE);
  return swept;
}

test('the sweep is skipped until something can be due', async () => {
  expect(await ticks((minute) => (minute < 30 ? iso(32) : null))).toEqual([0, 35]);
});

test('what is due already is taken up at the next tick, not again at the same', async () => {
  expect(await ticks((minute) => (minute < 10 ? iso(0) : null))).toEqual([0, 5, 10]);
});

test('a function that ran brings the next tick forward', async () => {
  expect(await ticks(() => null, [12, 13])).toEqual([0, 15]);
});

test('a sweep that failed is followed by the next', async () => {
  expect(await ticks((minute) => (minute < 10 ? undefined : null))).toEqual([0, 5, 10]);
});

test('something from outside waits for the step that is under way, and brings the next tick forward', async () => {
  const turns = makeTurns();
  const seen: string[] = [];
  let invocations = 0;
  const outside = () =>
    turns(async () => {
      invocations += 1;
      seen.push('outside');
    });
  const playUntil = makePlay({
    queue: makeQueue<() => unknown>(),
    start: 0,
    setTime: (at) => seen.push(`${at / MINUTE}`),
    invocations: () => invocations,
    sweep: {
      everyMs: 5 * MINUTE,
      run: async () => {
        invocations += 1;
        if (invocations === 1) void outside();
        await Promise.resolve();
        seen.push('swept');
        return null;
      },
    },
    turns,
  });
  const arrived = () => new Promise<boolean>((resolve) => setImmediate(resolve, true));
  await playUntil(60 * MINUTE, arrived);
  expect(seen).toEqual(['0', 'swept', 'outside', '5', 'swept', '60']);
});
