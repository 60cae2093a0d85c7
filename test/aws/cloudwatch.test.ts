import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { Faults } from '../../simulator/aws/requests.ts';
import { makeMetrics } from '../../src/aws/cloudwatch.ts';
import type { MetricQuery } from '../../src/aws/plan-calls.ts';
import { instant } from '../../src/domain/time.ts';
import { DAY, HOUR, instanceId, MINUTE, NOW, startWorld } from '../simulator/aws/world.ts';

const REGION = 'us-east-1';
const query = (n: number, hours = 3, over: Partial<MetricQuery> = {}): MetricQuery => ({
  key: `${n}/use`,
  instanceId: instanceId(n),
  metric: 'MetadataNoToken',
  window: { start: instant(NOW - hours * HOUR), end: instant(NOW) },
  ...over,
});

/** `pageOf`: datapoints a page, where CloudWatch would give 100,800. */
async function start({ faults, pageOf }: { faults?: Faults; pageOf?: number } = {}) {
  const world = await startWorld(faults === undefined ? {} : { faults });
  for (const n of [1, 2, 3]) {
    const calls = n === 2 ? [NOW - 2 * HOUR, NOW - 2 * HOUR + MINUTE, NOW - 2 * HOUR + 30 * MINUTE] : [];
    world.inventory.add({ id: instanceId(n), launchTime: NOW - 30 * DAY, calls });
  }
  let page = pageOf;
  const metrics = makeMetrics((region) => {
    const client = new CloudWatchClient({ ...world.config, region });
    const bounded = {
      get MaxDatapoints() {
        return page;
      },
    };
    client.middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, ...bounded } }), {
      step: 'initialize',
    });
    return client;
  });
  return {
    ...world,
    setPage: (points: number) => {
      page = points;
    },
    requests: () => world.aws.log.filter(({ action }) => action === 'GetMetricData'),
    hourly: (...queries: MetricQuery[]) => metrics.hourly(REGION, queries),
    /** The values of one query; its reason where it is unreadable. */
    values: async (...queries: MetricQuery[]) =>
      [...(await metrics.hourly(REGION, queries)).values()].map((read) =>
        'known' in read ? read.known.map(({ value }) => value) : read.unreadable,
      ),
  };
}

describe('hourly points', () => {
  test('are sums, oldest first, at the hours of the clock', async () => {
    const { hourly } = await start();
    expect((await hourly(query(2))).get('2/use')).toEqual({
      known: [
        { at: NOW - 3 * HOUR, value: 0 },
        { at: NOW - 2 * HOUR, value: 3 },
        { at: NOW - HOUR, value: 0 },
      ],
    });
  });

  test('are none where CloudWatch has none: complete and empty, not zero', async () => {
    const { values, inventory } = await start();
    inventory.add({ id: instanceId(4), launchTime: NOW - DAY, region: 'eu-west-1' });
    expect(await values(query(4), query(5))).toEqual([[], []]);
  });

  test('are cut to what each query asked for, though one call reads for all', async () => {
    const { values, requests } = await start();
    expect(await values(query(1, 48), query(2, 3), query(3, 1))).toEqual([expect.any(Array), [0, 3, 0], [0]]);
    expect(requests()).toHaveLength(1);
  });

  test('come whole over many pages, and a user on the last of them is a user', async () => {
    const { hourly, requests, setPage } = await start();
    const queries = [query(1, 24), query(3, 24), query(2, 24)];
    const whole = await hourly(...queries);
    setPage(7);
    const paged = await hourly(...queries);
    expect(requests()).toHaveLength(1 + 11);
    expect(paged).toEqual(whole);
    expect(JSON.stringify(paged.get('2/use'))).toContain('"value":3');
  });

  test('of CPUUtilization are averages, of rejected calls sums', async () => {
    const { values, inventory } = await start();
    const options = { httpTokens: 'required' } as const;
    const rejected = [NOW - HOUR, NOW - HOUR + MINUTE];
    inventory.add({ id: instanceId(6), launchTime: NOW - DAY, options, rejected });
    const [alive, denied, none] = await values(
      query(6, 2, { key: 'alive', metric: 'CPUUtilization' }),
      query(6, 2, { key: 'rejected', metric: 'MetadataNoTokenRejected' }),
      query(6, 2),
    );
    expect(alive).toHaveLength(2);
    expect([denied, none]).toEqual([[2], []]);
  });
});

describe('a read is unreadable', () => {
  test.each(['InternalError', 'PartialData', 'Forbidden'] as const)(
    'where CloudWatch ends with %s, and there alone',
    async (status) => {
      const spoilt = instanceId(2);
      const { values } = await start({
        faults: () => ({ metricStatus: ({ instanceId: id }) => (id === spoilt ? status : undefined) }),
      });
      expect(await values(query(1), query(2))).toEqual([[0, 0, 0], `GetMetricData: ${status}`]);
    },
  );

  test('where a page failed, whatever the pages after it say', async () => {
    const { values, requests } = await start({
      pageOf: 5,
      faults: ({ nth }) =>
        nth === 1
          ? { metricStatus: ({ instanceId: id }) => (id === instanceId(2) ? 'InternalError' : undefined) }
          : undefined,
    });
    expect(await values(query(1), query(2))).toEqual([[0, 0, 0], 'GetMetricData: InternalError']);
    expect(requests()).toHaveLength(2);
  });

  test.each([
    ['throttled', { error: 'ThrottlingException' }, 'ThrottlingException: '],
    ['forbidden', { error: 'AccessDenied', status: 403 }, 'AccessDenied: '],
    ['answered by nobody', { after: 'nothing' }, ''],
  ] as const)('when it is %s, for every query of the call', async (_what, fault, reason) => {
    const { values } = await start({ faults: () => fault });
    const told = await values(query(1), query(2));
    expect(told).toEqual([expect.stringContaining(reason), told[0]]);
  });

  test('when a later page is: what came before is no answer', async () => {
    const { values } = await start({
      pageOf: 2,
      faults: ({ nth }) => (nth === 3 ? { error: 'ThrottlingException' } : undefined),
    });
    expect(await values(query(1), query(2))).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('Throttl')),
    );
  });
});

test('an error that nobody expects is thrown', async () => {
  const { hourly } = await start({ faults: () => ({ error: 'ValidationError' }) });
  await expect(hourly(query(1))).rejects.toThrow('ValidationError');
});
