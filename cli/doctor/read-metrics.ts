import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { MetricFacts } from '../../src/doctor/metrics.ts';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Heartbeat } from '../../src/doctor/sweep.ts';
import { HOUR, type Instant, MINUTE, minus, times } from '../../src/domain/time.ts';
import { type Config, see } from './aws.ts';

/** Enough to tell whether metrics arrive at all; each is paid for. */
const SAMPLE = 20;
const WINDOW = times(HOUR, 3);
const FIVE_MINUTES = 300;

export async function readMetrics(ec2: EC2Client, config: Config, now: Instant): Promise<Seen<MetricFacts>> {
  const sample = await see('ec2:DescribeInstances', () => sampleOptional(ec2, now));
  if (!isSeen(sample)) return sample;
  const ids = sample.known;
  if (ids.length === 0) return { known: { sampled: 0, silent: [] } };
  const counted = await see('cloudwatch:GetMetricData', () =>
    countPoints(
      config,
      ids.map((id) => statOf('AWS/EC2', 'MetadataNoToken', { InstanceId: id })),
      now,
    ),
  );
  if (!isSeen(counted)) return counted;
  return { known: { sampled: ids.length, silent: ids.filter((_, index) => counted.known[index]?.points === 0) } };
}

/** Those that have run long enough for a point. A page may be empty although others follow. */
async function sampleOptional(ec2: EC2Client, now: Instant): Promise<readonly string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'metadata-options.http-tokens', Values: ['optional'] },
          { Name: 'metadata-options.http-endpoint', Values: ['enabled'] },
          { Name: 'instance-state-name', Values: ['running'] },
        ],
        MaxResults: 100,
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    const instances = (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    for (const { InstanceId, LaunchTime } of instances) {
      const isOld = LaunchTime !== undefined && LaunchTime.getTime() <= minus(now, HOUR);
      if (InstanceId !== undefined && isOld) found.push(InstanceId);
    }
    next = page.NextToken;
  } while (next !== undefined && found.length < SAMPLE);
  return found.slice(0, SAMPLE);
}

const HEARTBEAT = times(MINUTE, 30);

export const readHeartbeat = (
  config: Config,
  name: string,
  now: Instant,
  changedAt: number | null,
): Promise<Seen<Heartbeat>> =>
  see('cloudwatch:GetMetricData', async () => {
    const metrics = ['Invocations', 'Errors'].map((metric) => statOf('AWS/Lambda', metric, { FunctionName: name }));
    const [invocations, errors] = await countPoints(config, metrics, now, HEARTBEAT);
    return {
      minutes: HEARTBEAT / MINUTE,
      invocations: invocations?.sum ?? 0,
      errors: errors?.sum ?? 0,
      isNew: changedAt !== null && changedAt > minus(now, HEARTBEAT),
    };
  });

interface Counted {
  readonly points: number;
  readonly sum: number;
}

/** @throws Error where a series is not complete: what is missing from it is not known. */
async function countPoints(
  config: Config,
  metrics: readonly MetricDataQuery['MetricStat'][],
  now: Instant,
  window = WINDOW,
): Promise<readonly Counted[]> {
  const client = new CloudWatchClient(config);
  const { MetricDataResults: results = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(minus(now, window)),
      EndTime: new Date(now),
      MetricDataQueries: metrics.map((MetricStat, index) => ({ Id: `m${index}`, MetricStat })),
    }),
  );
  return metrics.map((_, index) => {
    const { StatusCode, Values = [] } = results.find(({ Id }) => Id === `m${index}`) ?? {};
    if (StatusCode !== 'Complete') throw new Error(`CloudWatch answered ${StatusCode ?? 'nothing'} for a metric`);
    return { points: Values.length, sum: Values.reduce((sum, value) => sum + value, 0) };
  });
}

const statOf = (
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery['MetricStat'] => ({
  Metric: {
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  },
  Period: FIVE_MINUTES,
  Stat: 'Sum',
});
