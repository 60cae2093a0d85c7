import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { DAY, HOUR, instanceId, MINUTE, NOW, startWorld } from './world.ts';

const query = (n: number, metric = 'MetadataNoToken', period = 3600): MetricDataQuery => ({
  Id: `i${n}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/EC2',
      MetricName: metric,
      Dimensions: [{ Name: 'InstanceId', Value: instanceId(n) }],
    },
    Period: period,
    Stat: metric === 'CPUUtilization' ? 'Average' : 'Sum',
  },
});

async function startCloudWatch() {
  const world = await startWorld();
  const client = new CloudWatchClient(world.config);
  return {
    ...world,
    get: (input: Partial<GetMetricDataCommandInput>) =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(NOW - 3 * HOUR),
          EndTime: new Date(NOW),
          MetricDataQueries: [query(1)],
          ...input,
        }),
      ),
  };
}

test('series come newest first unless asked the other way round', async () => {
  const { inventory, get } = await startCloudWatch();
  inventory.add({ id: instanceId(1), launchTime: NOW - DAY, calls: [NOW - 3 * HOUR, NOW - HOUR, NOW - MINUTE] });
  const { MetricDataResults } = await get({});
  expect(MetricDataResults).toEqual([
    {
      Id: 'i1',
      Label: 'MetadataNoToken',
      Timestamps: [NOW - HOUR, NOW - 2 * HOUR, NOW - 3 * HOUR].map((at) => new Date(at)),
      Values: [2, 0, 1],
      StatusCode: 'Complete',
    },
  ]);
  expect((await get({ ScanBy: 'TimestampAscending' })).MetricDataResults?.[0]?.Values).toEqual([1, 0, 2]);
});

test('a series that nobody publishes is complete and empty', async () => {
  const { inventory, get } = await startCloudWatch();
  inventory.add({ id: instanceId(1), launchTime: NOW - DAY, region: 'eu-west-1' });
  const { MetricDataResults } = await get({ MetricDataQueries: [query(1), query(2), query(3, 'NoSuchMetric')] });
  expect(MetricDataResults?.map(({ StatusCode, Values }) => [StatusCode, Values])).toEqual([
    ['Complete', []],
    ['Complete', []],
    ['Complete', []],
  ]);
});

test('100,800 points fill a call; the series that is cut is partial and goes on with the token', async () => {
  const { inventory, get } = await startCloudWatch();
  const ids = Array.from({ length: 301 }, (_, n) => n + 1);
  for (const n of ids) inventory.add({ id: instanceId(n), launchTime: NOW - 30 * DAY });
  const input = { StartTime: new Date(NOW - 14 * DAY - HOUR), MetricDataQueries: ids.map((n) => query(n)) };
  const first = await get(input);
  const NextToken = first.NextToken ?? '';
  const second = await get({ ...input, NextToken });
  const lengths = (page: typeof first) => page.MetricDataResults?.map(({ Values }) => Values?.length ?? 0) ?? [];
  expect(lengths(first)).toEqual([...Array.from({ length: 299 }, () => 337), 100_800 - 299 * 337]);
  expect(first.MetricDataResults?.map(({ StatusCode }) => StatusCode).indexOf('PartialData')).toBe(299);
  expect(lengths(second)).toEqual([300 * 337 - 100_800, 337]);
  expect(second.MetricDataResults?.[0]).toMatchObject({ Id: 'i300', StatusCode: 'Complete' });
  expect(second.NextToken).toBeUndefined();

  const refused = expect.objectContaining({ name: 'InvalidNextToken' });
  await expect(get({ ...input, NextToken: 'made-up' })).rejects.toThrow(refused);
  await expect(get({ NextToken })).rejects.toThrow(refused);
});

test.each<[string, Partial<GetMetricDataCommandInput>]>([
  ['501 queries', { MetricDataQueries: Array.from({ length: 501 }, (_, n) => query(n)) }],
  ['an id that begins with a capital', { MetricDataQueries: [{ ...query(1), Id: 'Instance' }] }],
  ['an id with a hyphen', { MetricDataQueries: [{ ...query(1), Id: instanceId(1) }] }],
  ['an id twice', { MetricDataQueries: [query(1), query(1, 'CPUUtilization')] }],
  ['a period of 90 seconds', { MetricDataQueries: [query(1, 'MetadataNoToken', 90)] }],
  ['an end before the start', { EndTime: new Date(NOW - DAY) }],
  ['no query', { MetricDataQueries: [] }],
])('refuses %s', async (_what, input) => {
  const { get } = await startCloudWatch();
  await expect(get(input)).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
});

test('a fault spoils the status of the series it picks, and what failed has no values', async () => {
  const { inventory, aws, get } = await startCloudWatch();
  for (const n of [1, 2, 3]) inventory.add({ id: instanceId(n), launchTime: NOW - DAY });
  const statuses = { [instanceId(1)]: 'InternalError', [instanceId(2)]: 'PartialData' } as const;
  aws.faults = () => ({ metricStatus: ({ instanceId: id }) => statuses[id] });
  const { MetricDataResults } = await get({ MetricDataQueries: [query(1), query(2), query(3)] });
  expect(MetricDataResults?.map(({ StatusCode, Values }) => [StatusCode, Values?.length])).toEqual([
    ['InternalError', 0],
    ['PartialData', 1],
    ['Complete', 3],
  ]);
});
