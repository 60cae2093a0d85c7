import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationCodec } from '../../src/domain/codecs.ts';
import {
  between,
  ceilTo,
  DAY,
  duration,
  floorTo,
  formatDuration,
  formatInstant,
  HOUR,
  instant,
  MINUTE,
  parseDuration,
  parseInstant,
  TimeError,
} from '../../src/domain/time.ts';

const anInstant = fc.integer({ min: Date.parse('1970-01-01T00:00:00Z'), max: Date.parse('2100-01-01T00:00:00Z') });

const fault = (message: string) => expect.objectContaining({ name: 'TimeError', message });

describe('an instant', () => {
  test('is read back from its text to the millisecond', () => {
    fc.assert(
      fc.property(anInstant, (ms) => {
        expect(parseInstant(formatInstant(instant(ms)))).toBe(ms);
      }),
    );
  });

  test('sorts as text the way it sorts as time, which the due index relies on', () => {
    fc.assert(
      fc.property(anInstant, anInstant, (a, b) => {
        expect(formatInstant(instant(a)) < formatInstant(instant(b))).toBe(a < b);
      }),
    );
  });

  test('may be given in any zone, but never without one', () => {
    for (const text of ['2026-03-02T11:30:00+02:00', '2026-03-02T11:30:00+0200', '2026-03-02T01:00:00-08:30'])
      expect(parseInstant(text)).toBe(parseInstant('2026-03-02T09:30:00.000Z'));
  });

  test.each(['2026-03-02T09:30:00', '2026-03-02', '+002026-03-02T09:30:00Z', 'yesterday', ''])('is not: %j', (text) => {
    expect(() => parseInstant(text)).toThrow(fault(`not an ISO 8601 instant: ${text}`));
  });

  test('is no date that the calendar lacks', () => {
    expect(() => parseInstant('2026-13-02T09:30:00Z')).toThrow(fault('not an instant: NaN'));
  });

  test('may be as late as a Date can hold', () => {
    expect(instant(8.64e15)).toBe(8.64e15);
  });

  test.each([Number.NaN, 0.5, 8.64e15 + 1, Number.POSITIVE_INFINITY])('is no number like %d', (ms) => {
    expect(() => instant(ms)).toThrow(fault(`not an instant: ${ms}`));
  });
});

describe('a duration', () => {
  test('of whole minutes is read back from its text', () => {
    const minutes = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(minutes, (count) => {
        const by = duration(count * MINUTE);
        expect(parseDuration(formatDuration(by))).toBe(by);
      }),
    );
  });

  test('of nothing has a text too', () => {
    expect(formatDuration(duration(0))).toBe('PT0M');
  });

  test.each([
    ['P2W', 14 * DAY],
    ['P10W', 70 * DAY],
    ['P1W2DT3H4M', 9 * DAY + 3 * HOUR + 4 * MINUTE],
    ['PT36H', 36 * HOUR],
    ['PT0M', 0],
  ])('%s is %i milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  // tinyduration takes what a text begins with: without a check of the whole, a typing error would become a policy.
  test.each([
    'P1Y',
    'P1M',
    'P9999999999D',
    'PT30S',
    '-P1D',
    'P-1D',
    'P',
    'P1DT',
    'P1D12H',
    'P7D1W',
    'P14D and a bit',
    'in P14D',
    'PT1.5M',
    'p1d',
    '14',
    '',
  ])('is not: %j', (text) => {
    expect(() => parseDuration(text)).toThrow(TimeError);
    const message = expect.stringContaining(text);
    expect(durationCodec.safeParse(text).error?.issues).toMatchObject([{ code: 'custom', message }]);
  });

  test.each([-1, 0.5, Number.NaN])('is no number like %d', (ms) => {
    expect(() => duration(ms)).toThrow(fault(`not a duration: ${ms}`));
  });

  test('between two instants is never negative', () => {
    expect(between(instant(5), instant(2))).toBe(0);
    expect(between(instant(2), instant(5))).toBe(3);
  });
});

test('an instant lies between its floor and its ceiling, which are whole steps and at most one apart', () => {
  fc.assert(
    fc.property(anInstant, fc.constantFrom(MINUTE, HOUR, DAY), (ms, step) => {
      const [low, high] = [floorTo(instant(ms), step), ceilTo(instant(ms), step)];
      expect([low % step, high % step]).toEqual([0, 0]);
      expect(low <= ms && ms <= high && high - low <= step).toBe(true);
    }),
  );
});
