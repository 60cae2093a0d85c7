import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR, instant, parseInstant } from '../../src/domain/time.ts';
import { pointsIn } from '../../src/evidence/hours.ts';

const start = parseInstant('2026-03-02T09:17:00.000Z');
const at = (hour: number) => instant(start + hour * HOUR);

test('hours give back their points: those at or after the one moment and before the other, and no hour that has none', () => {
  const hours = { start, values: Float32Array.of(0, 3, Number.NaN, 7) };
  const all = [
    { at: at(0), value: 0 },
    { at: at(1), value: 3 },
    { at: at(3), value: 7 },
  ];
  expect(pointsIn(hours, at(-5), at(9))).toEqual(all);
  expect(pointsIn(hours, at(0), at(3))).toEqual(all.slice(0, 2));
  expect(pointsIn(hours, at(0) + 1, at(3) + 1)).toEqual(all.slice(1));
  expect(pointsIn(hours, at(4), at(9))).toEqual([]);
});

test('whatever the hours and the moments', () => {
  const value = fc.oneof(fc.nat(9), fc.constant(Number.NaN));
  const moment = fc.integer({ min: -3 * HOUR, max: 15 * HOUR });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), moment, moment, (values, from, to) => {
      const points = values.map((each, hour) => ({ at: at(hour), value: each }));
      const within = points.filter((point) => point.at >= start + from && point.at < start + to);
      expect(pointsIn({ start, values: Float32Array.from(values) }, start + from, start + to)).toEqual(
        within.filter((point) => !Number.isNaN(point.value)),
      );
    }),
  );
});
