import { describe, expect, test } from 'vitest';
import { lazy, once } from '../../src/runtime/lazy.ts';

/** Fails so many times, then works; counts its calls. */
function failing(times: number) {
  const seen = { calls: 0 };
  const work = async (): Promise<number> => {
    seen.calls += 1;
    if (seen.calls <= times) throw new Error(`failure ${seen.calls}`);
    return seen.calls;
  };
  return { seen, work };
}

describe('what is made at first need', () => {
  test('is made once, also for those who ask at the same time', async () => {
    const { seen, work } = failing(0);
    const get = lazy(work);
    expect(seen.calls).toBe(0);
    expect(await Promise.all([get(), get()])).toEqual([1, 1]);
    expect(await get()).toBe(1);
  });

  test('is tried again by the next who asks when it failed', async () => {
    const get = lazy(failing(1).work);
    await expect(get()).rejects.toThrow('failure 1');
    expect(await get()).toBe(2);
    expect(await get()).toBe(2);
  });
});

describe('what is done once', () => {
  test('is not done again, unless it failed', async () => {
    const { seen, work } = failing(1);
    const unlessDone = once();
    const attempt = () => unlessDone(async () => void (await work()));
    await expect(attempt()).rejects.toThrow('failure 1');
    await attempt();
    await attempt();
    expect(seen.calls).toBe(2);
  });
});
