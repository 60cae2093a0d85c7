import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Planned, planFleet } from '../../../simulator/world/fleet.ts';
import { makeRandom } from '../../../simulator/world/random.ts';
import { DAY } from '../../../simulator/world/software.ts';

const start = Date.parse('2026-03-02T00:00:00Z');
const planned = (size: number, seed: number): Planned[] =>
  planFleet(size, { start, end: start + 30 * DAY }, makeRandom(seed));

const share = (fleet: readonly Planned[], fits: (one: Planned) => boolean): number => {
  const sum = (of: readonly Planned[]): number => of.reduce((total, { size }) => total + size, 0);
  return sum(fleet.filter(fits)) / sum(fleet);
};

test('a fleet has exactly as many instances as asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (size, seed) => {
      expect(planned(size, seed).reduce((sum, one) => sum + one.size, 0)).toBe(size);
    }),
  );
});

test('a fleet is like the survey whatever the seed: 93 % answer IMDSv1, 55 % of those are never asked', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const optional = planned(1000, seed).filter(({ workload }) => !workload.hardened);
    expect(share(planned(1000, seed), ({ workload }) => !workload.hardened)).toBeCloseTo(0.93, 1);
    const unused = ({ workload: { use } }: Planned): boolean => use.kind === 'none' || use.kind === 'first-ever';
    expect(share(optional, unused)).toBeCloseTo(0.55, 1);
  }
});

test('even a small fleet has both kinds of owners, a container host at hop limit 1, and somebody to surprise', () => {
  const workloads = planned(60, 9).map(({ workload }) => workload);
  const used = workloads.filter(({ use }) => use.kind === 'every' || use.kind === 'boot');
  expect(new Set(used.map(({ fixes }) => fixes))).toEqual(new Set([true, false]));
  expect(used.some(({ kind, hopLimit }) => kind === 'node-group' && hopLimit === 1)).toBe(true);
  expect(workloads.some(({ use }) => use.kind === 'first-ever')).toBe(true);
});

test('three surprises come while their instances are watched, the others when 60 to 80 % of the run are over', () => {
  const surprises = planned(1000, 3).flatMap(({ workload: { use } }) => (use.kind === 'first-ever' ? [use.at] : []));
  const [early, late] = [surprises.filter((at) => at < start + DAY), surprises.filter((at) => at >= start + DAY)];
  expect(early.length).toBe(3);
  expect(late.length).toBeGreaterThan(0);
  for (const at of late) {
    expect(at).toBeGreaterThanOrEqual(start + 18 * DAY);
    expect(at).toBeLessThanOrEqual(start + 24 * DAY);
  }
});
