import { describe, expect, test } from 'vitest';
import { DAY, duration, HOUR, minus, parseInstant } from '../../src/domain/time.ts';
import { sumUpWatch, watchWindow } from '../../src/evidence/watch.ts';
import { NOW } from '../support/build.ts';
import { calls, quiet, without } from './hours.ts';

const at = (text: string) => parseInstant(`2026-${text}:00.000Z`);
const appliedAt = at('03-01T20:20');
const alive = quiet(appliedAt, NOW, 7);

describe('the watch', () => {
  test('counts the whole settled hours after the change that show a sign of life', () => {
    expect(sumUpWatch(appliedAt, [], alive, null, NOW)).toEqual({ readAt: NOW, rejected: 0, aliveHours: 12 });
    expect(sumUpWatch(appliedAt, [], without(alive, at('03-01T22:00')), null, NOW).aliveHours).toBe(11);
  });

  test('proves nothing by silence: without a sign of life no hour counts', () => {
    expect(sumUpWatch(appliedAt, [], [], null, NOW)).toEqual({ readAt: NOW, rejected: 0, aliveHours: 0 });
  });

  test('counts every rejected call, in the first and in the newest hour too', () => {
    const rejected = calls(calls([], at('03-01T20:00'), 2), at('03-02T09:00'), 1);
    expect(sumUpWatch(appliedAt, rejected, alive, null, NOW).rejected).toBe(3);
  });

  test('does not lose the hours of life that an earlier, longer reading showed', () => {
    const previous = { readAt: minus(NOW, duration(7 * DAY)), rejected: 0, aliveHours: 24 };
    expect(sumUpWatch(appliedAt, [], alive, previous, NOW).aliveHours).toBe(24);
  });
});

describe('the hours that are read', () => {
  const previous = { readAt: at('02-23T09:30'), rejected: 0, aliveHours: 24 };
  test.each([
    ['begin with the hour of the change', null, false, '03-01T20:00'],
    ['still begin there at each reading of a watch', previous, false, '03-01T20:00'],
    ['begin with the last reading once it is over', previous, true, '02-23T09:00'],
    [
      'begin with what that reading could not hold yet',
      { ...previous, readAt: at('02-23T09:09') },
      true,
      '02-23T08:00',
    ],
    ['begin with the change where nothing was read yet', null, true, '03-01T20:00'],
  ])('%s', (_what, watch, isOver, start) => {
    expect(watchWindow(appliedAt, watch, isOver, NOW)).toEqual({ start: at(start), end: at('03-02T10:00') });
  });

  test('hold the newest hour, and one more when it has just begun', () => {
    const now = at('03-02T10:00');
    expect(watchWindow(appliedAt, null, false, now).end - now).toBe(HOUR);
  });
});
