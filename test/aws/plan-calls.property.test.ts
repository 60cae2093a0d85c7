import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MetricQuery, planCalls } from '../../src/aws/plan-calls.ts';
import { DAY, duration, HOUR, instant, plus, times } from '../../src/domain/time.ts';
import { startWindow, windowFor } from '../../src/evidence/summarise.ts';
import { NOW } from '../support/build.ts';

const query = (key: string, start: number, hours: number): MetricQuery => ({
  key,
  instanceId: `i-${key}`,
  metric: 'MetadataNoToken',
  window: { start: instant(start), end: plus(instant(start), times(HOUR, hours)) },
});

const queries = fc
  .array(fc.record({ age: fc.integer({ min: 0, max: 500 * 24 }), hours: fc.integer({ min: 1, max: 400 }) }), {
    maxLength: 700,
    size: 'max',
  })
  .map((asked) =>
    asked.map(({ age, hours }, n) => query(String(n), windowFor(NOW, duration(DAY)).end - age * HOUR, hours)),
  );

test('every query is made exactly once, in a call that covers its window', () => {
  fc.assert(
    fc.property(queries, (asked) => {
      const calls = planCalls(asked);
      const made = calls.flatMap((call) => call.queries);
      expect(made).toHaveLength(asked.length);
      expect(new Set(made)).toEqual(new Set(asked));
      for (const { window, queries: together } of calls) {
        expect(together.every((each) => each.window.start >= window.start && each.window.end <= window.end)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('no call asks for more than 500 queries or 100,800 points, nor for nothing', () => {
  fc.assert(
    fc.property(queries, (asked) => {
      for (const { window, queries: together } of planCalls(asked)) {
        expect(together.length).toBeGreaterThan(0);
        expect(together.length).toBeLessThanOrEqual(500);
        expect((together.length * (window.end - window.start)) / HOUR).toBeLessThanOrEqual(100_800);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  [14 * 24, 300],
  [24, 500],
  [2, 500],
])('N windows of %i hours take N ÷ %i calls, rounded up', (hours, together) => {
  const window = windowFor(NOW, times(HOUR, hours));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), (n) => {
      const asked = Array.from({ length: n }, (_, index) => ({ ...query(String(index), 0, 1), window }));
      expect(planCalls(asked)).toHaveLength(Math.ceil(n / together));
    }),
    { numRuns: 30 },
  );
});

test('starts long ago do not spoil the calls of the window: each is asked for in its own time', () => {
  const window = windowFor(NOW, duration(14 * DAY));
  const uses = Array.from({ length: 300 }, (_, n) => ({ ...query(`use${n}`, 0, 1), window }));
  const starts = Array.from({ length: 20 }, (_, n) => ({
    ...query(`start${n}`, 0, 1),
    window: startWindow(instant(NOW - 300 * DAY + n * HOUR)),
  }));
  expect(planCalls([...uses, ...starts])).toHaveLength(2);
});
