import { describe, expect, test } from 'vitest';
import { CALM, drawTrial } from '../../../simulator/chaos/draw.ts';
import { parsePolicy } from '../../../src/policy/resolve.ts';

const START = Date.parse('2026-03-02T00:00:00Z');
const DAY = 86_400_000;
const seeds = Array.from({ length: 100 }, (_, seed) => seed);

test('the same seed is the same trial', () => {
  const [one, again] = [drawTrial(7, START, 10), drawTrial(7, START, 10)];
  expect({ ...again, fleet: again.fleet() }).toEqual({ ...one, fleet: one.fleet() });
  expect(drawTrial(8, START, 10).troubles).not.toEqual(one.troubles);
});

describe('in a hundred trials', () => {
  const trials = seeds.map((seed) => drawTrial(seed, START, 10));

  test('every kind of trouble occurs', () => {
    expect(new Set(trials.flatMap(({ troubles }) => troubles.map(({ kind }) => kind))).size).toBe(14);
  });

  test('troubles are numbered, and over when the calm begins', () => {
    for (const { troubles } of trials) {
      expect(troubles.map(({ id }) => id)).toEqual(troubles.map((_, index) => index));
      for (const trouble of troubles)
        expect(trouble.at + ('lasts' in trouble ? trouble.lasts : 0)).toBeLessThanOrEqual(START + 10 * DAY - CALM);
    }
  });

  test('some software asks only as it shuts down', () => {
    const uses = trials.flatMap(({ fleet }) => fleet().map(({ workload }) => workload.use.kind));
    expect(uses.filter((kind) => kind === 'shutdown').length).toBeGreaterThan(10);
  });

  test('the policy is one that could be deployed', () => {
    for (const { policy } of trials) expect(() => parsePolicy(policy)).not.toThrow();
  });
});
