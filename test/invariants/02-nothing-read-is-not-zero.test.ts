import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { AwsOptions } from '../../simulator/aws/server.ts';
import { makeMetrics } from '../../src/aws/cloudwatch.ts';
import { HOUR, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { judge } from '../../src/evidence/judge.ts';
import {
  type Point,
  settledUntil,
  startNeedsReading,
  startWindow,
  summarise,
  windowFor,
} from '../../src/evidence/summarise.ts';
import { instanceId, startWorld } from '../simulator/aws/world.ts';
import { ago, NOW, policyOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { ordered, viewOf } from './support.ts';

const { evidence: rules } = policyOf();
const window = windowFor(NOW, rules.lookback);
const hours = (from: number, to: number): Point[] =>
  Array.from({ length: Math.floor((to - from) / HOUR) }, (_, hour) => ({ at: instant(from + hour * HOUR), value: 0 }));
const settled = settledUntil(NOW);

/** The verdict on an instance started at `launchedAt` of which these points are all that could be read. */
function verdict(points: readonly Point[], launchedAt = ago('P10D'), stopped = false) {
  const startPoints = startNeedsReading(launchedAt, window, NOW) ? [] : null;
  const use = summarise({ launchedAt, stoppedAt: null, stopped }, { window, points, startPoints }, null, NOW);
  return judge([{ id: 'i-a', generation: 'g', candidate: true, use }], rules, null, NOW).verdicts.get('i-a');
}

const launched = startWindow(ago('P10D')).start;

describe('a reading', () => {
  test('that is whole, with the start in it, is zero', () => {
    expect(verdict(hours(launched, settled))).toEqual({ state: 'zero' });
  });

  test.each<[string, Point[], string]>([
    ['without a point', [], 'coverage'],
    ['with a fifth of its hours missing', hours(launched, settled).filter((_, hour) => hour % 5 !== 4), 'coverage'],
    ['that lacks the first hour', hours(launched + HOUR, settled), 'no-start-seen'],
    [
      'that lacks the second clock hour of the start',
      hours(launched, settled).filter((_, hour) => hour !== 1),
      'no-start-seen',
    ],
  ])('%s is unknown', (_what, points, reason) => {
    expect(verdict(points)).toEqual({ state: 'unknown', reason });
  });

  test('of less than the time to be observed is unknown', () => {
    const young = ago('P6D');
    expect(verdict(hours(startWindow(young).start, settled), young)).toEqual({ state: 'unknown', reason: 'too-young' });
  });

  test('of an instance that was stopped all through is unknown', () => {
    expect(verdict([], ago('P60D'), true)).toEqual({ state: 'unknown', reason: 'stopped' });
  });

  test('of an old instance whose start left no point is unknown', () => {
    expect(verdict(hours(window.start, settled), ago('P60D'))).toEqual({ state: 'unknown', reason: 'no-start-seen' });
  });

  test('counts the newest ten minutes as use, never as zero', () => {
    const justNow: Point = { at: settled, value: 1 };
    expect(verdict([...hours(launched, settled), justNow])).toEqual({ state: 'used' });
    expect(settledUntil(plus(settled, times(MINUTE, 9)))).toBe(minus(settled, HOUR));
    expect(settledUntil(plus(settled, times(MINUTE, 10)))).toBe(settled);
  });

  test('that was never made is unknown', () => {
    const witness = { id: 'i-a', generation: 'g', candidate: true, use: null };
    expect(judge([witness], rules, null, NOW)).toMatchObject({ workload: { state: 'unknown' } });
  });
});

describe('a read that CloudWatch', () => {
  const ID = instanceId(1);
  const day = { start: instant(Date.parse('2026-03-01T00:00:00Z')), end: instant(Date.parse('2026-03-02T00:00:00Z')) };
  const read = async (faults: AwsOptions['faults'], queries = 1) => {
    const { aws, inventory, config } = await startWorld();
    inventory.add({ id: ID, launchTime: day.start });
    if (faults) aws.faults = faults;
    const metrics = makeMetrics(() => new CloudWatchClient(config));
    const asked = Array.from(
      { length: queries },
      (_, n) => ({ key: `k${n}`, instanceId: ID, metric: 'MetadataNoToken', window: day }) as const,
    );
    return { answers: await metrics.hourly('us-east-1', asked), calls: aws.log.length };
  };

  test.each(['PartialData', 'Forbidden', 'InternalError'] as const)('answers with %s is unreadable', async (status) => {
    const { answers } = await read(() => ({ metricStatus: () => status }));
    expect(answers.get('k0')).toEqual({ unreadable: `GetMetricData: ${status}` });
  });

  test.each(['Throttling', 'AccessDenied', 'InternalServiceFault'])('refuses with %s is unreadable', async (error) => {
    const { answers } = await read(() => ({ error }));
    expect(answers.get('k0')).toEqual({ unreadable: expect.stringContaining(error) });
  });

  test('leaves without an answer is unreadable for every query of the call', async () => {
    const { answers } = await read(() => ({ after: 'nothing' }), 2);
    expect([...answers.values()].map((each) => 'unreadable' in each)).toEqual([true, true]);
  });
});

test('what could not be read changes nothing', () => {
  const decision = decide(viewOf({ read: { evidence: { unreadable: 'GetMetricData: Forbidden' } } }));
  expect(decision.case).toMatchObject({ stance: { kind: 'observing' }, hold: 'evidence-unreadable' });
  expect(ordered(decision.case.outbox, 'enforce')).toEqual([]);
});
