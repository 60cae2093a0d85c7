import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration, HOUR, type Instant, instant, MINUTE, minus, plus } from '../../src/domain/time.ts';
import { judge, type Witness } from '../../src/evidence/judge.ts';
import { type Point, startNeedsReading, startWindow, windowFor } from '../../src/evidence/summarise.ts';
import { NOW, policyOf } from '../support/build.ts';
import { LOOKBACK, sumUp } from './hours.ts';

/** The history of one member as CloudWatch has it: the value of every hour since the start, ages in hours. */
interface History {
  readonly id: string;
  readonly generation: string;
  readonly candidate: boolean;
  readonly stopped: boolean;
  readonly launchedAt: Instant;
  readonly points: readonly Point[];
}

const windowHours = (windowFor(NOW, LOOKBACK).end - windowFor(NOW, LOOKBACK).start) / HOUR;
const newestHour = minus(windowFor(NOW, LOOKBACK).end, HOUR);
const hourAgo = (age: number): Instant => minus(newestHour, duration(age * HOUR));

const history = (index: number): fc.Arbitrary<History> =>
  fc
    .record({
      generation: fc.constantFrom('g1', 'g2'),
      candidate: fc.boolean(),
      stopped: fc.boolean(),
      // Up to three weeks: starts inside the window, in the hour it cuts, and before it.
      minutes: fc.integer({ min: 1, max: 21 * 24 * 60 }),
      gaps: fc.array(fc.nat({ max: 21 * 24 }), { maxLength: 25 }),
      calls: fc.oneof(
        { weight: 3, arbitrary: fc.constant<number[]>([]) },
        { weight: 1, arbitrary: fc.array(fc.nat({ max: 21 * 24 }), { minLength: 1, maxLength: 3 }) },
      ),
    })
    .map(({ minutes, gaps, calls, ...rest }) => {
      const launchedAt = minus(NOW, duration(minutes * MINUTE));
      const { start } = startWindow(launchedAt);
      const hours = Array.from({ length: (newestHour - start) / HOUR + 1 }, (_, age) => age);
      const points = hours
        .filter((age) => !gaps.includes(age))
        .map((age) => ({ at: hourAgo(age), value: calls.includes(age) ? 2 : 0 }));
      return { ...rest, id: `w${index}`, launchedAt, points };
    });
const workload = fc
  .integer({ min: 1, max: 4 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, n) => history(n))));

function witnessOf({ points, launchedAt, stopped, ...who }: History, now: Instant): Witness {
  const { start, end } = startWindow(launchedAt);
  const apart = startNeedsReading(launchedAt, windowFor(now, LOOKBACK), now);
  const startPoints = apart ? points.filter(({ at }) => at >= start && at < end) : null;
  return { ...who, use: sumUp({ run: { launchedAt, stoppedAt: null, stopped }, points, startPoints, now }) };
}

const judged = (
  members: readonly History[],
  { now = NOW, ended = null }: { now?: Instant; ended?: Instant | null } = {},
) =>
  judge(
    members.map((each) => witnessOf(each, now)),
    policyOf().evidence,
    ended,
    now,
  );

const keeping = (members: readonly History[], keep: (point: Point, index: number) => boolean): History[] =>
  members.map((each) => ({ ...each, points: each.points.filter(keep) }));

/** Judging must come to each of the three, or a property says little. */
const STATES = ['used', 'zero', 'unknown'];

test('silence that is taken away never turns unknown or used into zero', () => {
  const before = new Set<string>();
  fc.assert(
    fc.property(workload, fc.func(fc.boolean()), (members, keeps) => {
      const whole = judged(members);
      const torn = judged(keeping(members, (point) => point.value > 0 || keeps(point.at)));
      before.add(whole.workload.state);
      if (whole.workload.state !== 'zero') expect(torn.workload.state).not.toBe('zero');
      for (const [id, verdict] of torn.verdicts) {
        if (verdict.state === 'zero') expect(whole.verdicts.get(id)).toEqual({ state: 'zero' });
      }
    }),
    { numRuns: 150 },
  );
  expect([...before].sort()).toEqual(STATES.toSorted());
});

test('whatever else is taken away never turns unknown into zero, nor does use that was ended help', () => {
  fc.assert(
    fc.property(workload, fc.func(fc.boolean()), fc.option(fc.nat({ max: windowHours })), (members, keeps, age) => {
      const ended = age === null ? null : hourAgo(age);
      if (judged(members, { ended }).workload.state !== 'unknown') return;
      expect(
        judged(
          keeping(members, (point) => keeps(point.at)),
          { ended },
        ).workload.state,
      ).not.toBe('zero');
    }),
    { numRuns: 150 },
  );
});

test('a call added to any hour of the window, the newest too, makes the workload used', () => {
  fc.assert(
    fc.property(workload, fc.nat(), fc.nat({ max: windowHours - 1 }), (members, which, age) => {
      const at = hourAgo(age);
      const noisy = members.map((each, index) => {
        if (index !== which % members.length) return each;
        return { ...each, points: [...each.points.filter((point) => point.at !== at), { at, value: 1 }] };
      });
      expect(judged(noisy).workload.state).toBe('used');
    }),
    { numRuns: 150 },
  );
});

test('the same story told whole hours later ends the same', () => {
  fc.assert(
    fc.property(workload, fc.integer({ min: -20_000, max: 20_000 }), (members, hours) => {
      const shift = (at: Instant): Instant => instant(at + hours * HOUR);
      const later = members.map((each) => ({
        ...each,
        launchedAt: shift(each.launchedAt),
        points: each.points.map(({ at, value }) => ({ at: shift(at), value })),
      }));
      const { workload: then, verdicts } = judged(members);
      const now = judged(later, { now: shift(NOW) });
      expect(now.verdicts).toEqual(verdicts);
      const { state, reason, calls, coverage, from } = then;
      expect(now.workload).toMatchObject({ state, reason, calls, coverage, from });
      expect(now.workload.lastUse).toBe(then.lastUse === null ? null : shift(then.lastUse));
      expect(now.workload.startSeen).toBe(then.startSeen === null ? null : shift(then.startSeen));
    }),
    { numRuns: 100 },
  );
});

test('the order in which witnesses are heard changes nothing', () => {
  fc.assert(
    fc.property(
      workload.chain((members) =>
        fc.tuple(fc.constant(members), fc.shuffledSubarray(members, { minLength: members.length })),
      ),
      ([members, shuffled]) => {
        const [one, other] = [judged(members), judged(shuffled)];
        expect({ ...other.workload, from: other.workload.from.toSorted() }).toEqual({
          ...one.workload,
          from: one.workload.from.toSorted(),
        });
        expect([...other.verdicts].sort()).toEqual([...one.verdicts].sort());
      },
    ),
    { numRuns: 100 },
  );
});

test('no instance without a point is ever zero by itself, whatever the rules', () => {
  const rules = fc.record({
    lookback: fc.integer({ min: 24, max: 400 }).map((hours) => duration(hours * HOUR)),
    observe: fc.integer({ min: 1, max: 24 }).map((hours) => duration(hours * HOUR)),
    minimumCoverage: fc.double({ min: 0.0001, max: 1, noNaN: true }),
    start: fc.constantFrom('required' as const, 'preferred' as const),
  });
  fc.assert(
    fc.property(history(0), rules, (member, evidence) => {
      const silent = witnessOf({ ...member, candidate: true, points: [] }, NOW);
      expect(judge([silent], evidence, null, plus(NOW, MINUTE)).workload.state).toBe('unknown');
    }),
  );
});
