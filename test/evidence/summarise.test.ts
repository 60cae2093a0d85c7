import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, duration, HOUR, instant, MINUTE, minus, parseInstant, plus } from '../../src/domain/time.ts';
import { markUsed } from '../../src/evidence/mark-used.ts';
import {
  nextSettling,
  settledUntil,
  startNeedsReading,
  startSettledAt,
  startWindow,
  windowFor,
} from '../../src/evidence/summarise.ts';
import { ago, memberUse, NOW } from '../support/build.ts';
import { calls, LOOKBACK, quiet, sumUp, without } from './hours.ts';

const at = (text: string) => parseInstant(`2026-${text}:00.000Z`);
const running = (launchedAt: string) => ({ launchedAt: at(launchedAt), stoppedAt: null, stopped: false });
const long = { launchedAt: ago('P40D'), stoppedAt: null, stopped: false };
const window = windowFor(NOW, LOOKBACK);
const twoWeeks = quiet(window.start, window.end);

describe('coverage', () => {
  test('is of the whole hours of the window, the newest left out', () => {
    const use = sumUp({ run: long, points: twoWeeks });
    expect(use).toMatchObject({
      since: window.start,
      hours: { seen: 335, expected: 335 },
      firstPoint: at('02-16T10:00'),
      lastPoint: at('03-02T09:00'),
      calls: 0,
      lastUse: null,
      dormant: false,
    });
  });

  test('counts from the first whole hour after the latest start', () => {
    const points = quiet(at('02-28T03:12'), window.end);
    expect(sumUp({ run: running('02-28T03:12'), points }).hours).toEqual({ seen: 53, expected: 53 });
  });

  test('misses every hour that has no point', () => {
    const points = without(twoWeeks, at('02-20T00:00'), at('02-20T01:00'), at('03-02T08:00'));
    expect(sumUp({ run: long, points }).hours).toEqual({ seen: 332, expected: 335 });
  });

  test('is of nothing where nothing was read: no datapoint is no zero', () => {
    const use = sumUp({ run: long, points: [] });
    expect(use).toMatchObject({ hours: { seen: 0, expected: 335 }, firstPoint: null, lastPoint: null, lastUse: null });
  });

  test('counts no hour before the latest start, while what was seen then still speaks', () => {
    const earlier = calls(quiet(at('02-18T00:00'), at('02-20T00:00')), at('02-19T07:00'), 3);
    const points = [...earlier, ...quiet(at('03-01T12:00'), window.end)];
    const use = sumUp({ run: running('03-01T12:00'), points });
    expect(use.hours).toEqual({ seen: 21, expected: 21 });
    expect(use).toMatchObject({ firstPoint: at('02-18T00:00'), calls: 3, lastUse: at('02-19T07:00') });
  });

  test('expects no hour after a stop that EC2 dates', () => {
    const run = { launchedAt: at('02-28T03:00'), stoppedAt: at('03-01T22:20'), stopped: true };
    const use = sumUp({ run, points: quiet(at('02-28T03:00'), at('03-01T22:20')) });
    expect(use.hours).toEqual({ seen: 43, expected: 43 });
    expect(use.dormant).toBe(false);
  });

  test('misses the hours after a stop that nobody dates', () => {
    const run = { launchedAt: at('02-28T03:00'), stoppedAt: null, stopped: true };
    const use = sumUp({ run, points: quiet(at('02-28T03:00'), at('03-01T22:20')) });
    expect(use.hours).toEqual({ seen: 44, expected: 54 });
  });
});

describe('the newest hour', () => {
  test('is no sign of silence, and none of a gap', () => {
    const use = sumUp({ run: long, points: without(twoWeeks, at('03-02T09:00')) });
    expect(use.hours).toEqual({ seen: 335, expected: 335 });
    expect(use.lastPoint).toBe(at('03-02T09:00'));
  });

  test('counts at once as use', () => {
    const use = sumUp({ run: long, points: calls(twoWeeks, at('03-02T09:00'), 5) });
    expect(use).toMatchObject({ calls: 5, lastUse: at('03-02T09:00'), lastPoint: at('03-02T09:00') });
  });

  test('settles ten minutes after it is over', () => {
    expect(settledUntil(at('03-02T10:09'))).toBe(at('03-02T09:00'));
    expect(settledUntil(at('03-02T10:10'))).toBe(at('03-02T10:00'));
    expect(nextSettling(NOW)).toBe(at('03-02T10:10'));
  });
});

describe('the latest start', () => {
  const points = quiet(at('02-28T03:12'), window.end);
  test.each([
    ['every clock hour that its first hour touches has a point', '02-28T03:12', points, true],
    ['the first of them has none', '02-28T03:12', without(points, at('02-28T03:00')), false],
    ['the second of them has none', '02-28T03:12', without(points, at('02-28T04:00')), false],
    ['it fell on the hour, which has a point', '02-28T03:00', without(points, at('02-28T04:00')), true],
    ['its first hour has not settled', '03-02T08:20', quiet(at('03-02T08:20'), window.end), false],
    ['its first hour has just settled', '03-02T07:20', quiet(at('03-02T07:20'), window.end), true],
    ['its software ran before it too', '02-28T03:12', twoWeeks, true],
    ['it fell into the first hour of the window', '02-16T10:12', twoWeeks, true],
  ])('was seen or not, where %s', (_where, launchedAt, seen, expected) => {
    expect(sumUp({ run: running(launchedAt), points: seen }).start).toEqual({
      at: at(launchedAt),
      seen: expected,
      calls: 0,
    });
  });

  test('has the calls of all the clock hours it touches, settled or not', () => {
    const run = running('03-02T08:20');
    const noisy = calls(calls(quiet(at('03-02T08:20'), window.end), at('03-02T08:00'), 2), at('03-02T09:00'), 1);
    expect(sumUp({ run, points: noisy }).start).toEqual({ at: at('03-02T08:20'), seen: false, calls: 3 });
  });

  test('before the window is read apart, and its calls are use', () => {
    const run = running('01-10T03:12');
    const startPoints = quiet(at('01-10T03:00'), at('01-10T05:00'));
    const silent = sumUp({ run, points: twoWeeks, startPoints });
    expect(silent).toMatchObject({ start: { seen: true, calls: 0 }, lastUse: null });
    const noisy = sumUp({ run, points: twoWeeks, startPoints: calls(startPoints, at('01-10T04:00'), 2) });
    expect(noisy).toMatchObject({ start: { seen: true, calls: 2 }, lastUse: at('01-10T04:00'), calls: 0 });
    const gap = sumUp({ run, points: twoWeeks, startPoints: [] });
    expect(gap.start).toMatchObject({ seen: false, calls: 0 });
  });

  test('before the window is remembered from the reading that saw it, and not from one of another start', () => {
    const run = running('01-10T03:12');
    const start = { at: run.launchedAt, seen: true, calls: 4 };
    expect(sumUp({ run, points: twoWeeks, previous: memberUse({ start }) }).start).toEqual(start);
    const other = memberUse({ start: { ...start, at: at('01-09T03:12') } });
    expect(sumUp({ run, points: twoWeeks, previous: other }).start).toMatchObject({ seen: false, calls: 0 });
    expect(sumUp({ run, points: twoWeeks }).start).toMatchObject({ seen: false, calls: 0 });
  });

  test.each([
    ['inside the window', window.start, false],
    ['in the hour that the window cuts off', minus(window.start, MINUTE), true],
    ['long before it', ago('P450D'), true],
    ['before all that CloudWatch keeps', ago('P455D'), false],
  ])('%s must be asked for apart: %s', (_where, launchedAt, needed) => {
    expect(startNeedsReading(launchedAt, window, NOW)).toBe(needed);
  });
});

describe('what was read', () => {
  test('of a last use is never forgotten, though it has left the window', () => {
    const previous = memberUse({ lastUse: at('01-20T05:00') });
    expect(sumUp({ run: long, points: twoWeeks, previous })).toMatchObject({ calls: 0, lastUse: at('01-20T05:00') });
  });

  test.each([
    ['an instance stopped since before the window', true, [], true],
    ['a stopped instance that was seen', true, twoWeeks.slice(0, 3), false],
    ['a running instance without a point', false, [], false],
  ])('of %s makes it dormant: %s', (_what, stopped, points, dormant) => {
    expect(sumUp({ run: { ...long, stopped }, points }).dormant).toBe(dormant);
  });
});

describe('what was taken back counts as used', () => {
  const hour = at('03-02T09:00');
  const newest = at('03-02T10:00');
  test.each([
    ['from the hour of the rollback on', { lastUse: null }, hour],
    ['since its last call, where that is later', { lastUse: newest }, newest],
    ['since the rollback, where its last call was before', { lastUse: ago('P9D') }, hour],
  ])('%s', (_how, over, lastUse) => {
    const use = memberUse({ calls: 5, ...over });
    expect(markUsed(use, use.start.at, NOW)).toEqual({ ...use, lastUse });
  });

  test('even where it had never been read, and proves nothing else', () => {
    expect(markUsed(null, ago('P20D'), NOW)).toEqual({
      readAt: NOW,
      since: null,
      calls: 0,
      lastUse: hour,
      firstPoint: null,
      lastPoint: null,
      hours: { seen: 0, expected: 0 },
      start: { at: ago('P20D'), seen: false, calls: 0 },
      dormant: false,
    });
  });
});

describe('at any time', () => {
  const moment = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') }).map(instant);

  test('the window is of whole hours, no longer ago than the lookback, and holds the newest hour', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 24, max: 2000 }), (now, hours) => {
        const { start, end } = windowFor(now, duration(hours * HOUR));
        expect([start % HOUR, end % HOUR]).toEqual([0, 0]);
        expect(now < end && end <= now + HOUR).toBe(true);
        expect(start >= now - hours * HOUR && start < now - (hours - 1) * HOUR).toBe(true);
      }),
    );
  });

  test('an hour settles next, and one more hour has settled then', () => {
    fc.assert(
      fc.property(moment, (now) => {
        expect(nextSettling(now) > now).toBe(true);
        expect(settledUntil(nextSettling(now))).toBe(plus(settledUntil(now), HOUR));
        expect(settledUntil(instant(nextSettling(now) - 1))).toBe(settledUntil(now));
      }),
    );
  });

  test('a start can be judged once its last clock hour has settled, and not before', () => {
    fc.assert(
      fc.property(moment, (launchedAt) => {
        const { start, end } = startWindow(launchedAt);
        expect(start <= launchedAt && end >= launchedAt + HOUR && end - start <= 2 * HOUR).toBe(true);
        expect(settledUntil(startSettledAt(launchedAt)) >= end).toBe(true);
        expect(settledUntil(instant(startSettledAt(launchedAt) - 1)) < end).toBe(true);
      }),
    );
  });
});

test('a reading is of the window alone: it is half open', () => {
  expect(windowFor(at('03-02T10:00'), duration(DAY))).toEqual({ start: at('03-01T10:00'), end: at('03-02T11:00') });
});
