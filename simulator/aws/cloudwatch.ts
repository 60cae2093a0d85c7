import * as z from 'zod';
import type { Inventory } from '../world/inventory.ts';
import { type MetricName, type MetricQuery, type Point, points } from '../world/metrics.ts';
import type { Estate } from './estate.ts';
import { lambdaPoints } from './lambda.ts';
import { createPages } from './pages.ts';
import { AwsError, type MetricStatus, type MetricStatusOf, type Operations } from './protocol.ts';

const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;
/** The one statistic each metric is good for here; another one would need samples that are not kept. */
const STATISTICS: Record<MetricName, string> = {
  MetadataNoToken: 'Sum',
  MetadataNoTokenRejected: 'Sum',
  CPUUtilization: 'Average',
};

const Query = z.object({
  Id: z.string(),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.int().positive(),
    Stat: z.string(),
  }),
});
/** Times are seconds since the epoch. `Expression` is not evaluated here, so a query needs its `MetricStat`. */
const Request = z.object({
  MetricDataQueries: z.array(Query).min(1),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: z.int().positive().max(MAX_POINTS).default(MAX_POINTS),
  NextToken: z.string().optional(),
});
type Request = z.infer<typeof Request>;
type Query = z.infer<typeof Query>;

interface Result {
  Id: string;
  Label: string;
  Timestamps: number[];
  Values: number[];
  StatusCode: MetricStatus;
}

/** A page starts inside the series at `series` (an index into the queries), after `offset` of its points. */
interface Position {
  readonly series: number;
  readonly offset: number;
}

export function createCloudWatch(
  inventory: Inventory,
  estate: Estate,
  known: Pick<MetricQuery, 'gaps' | 'late'> = {},
): Operations {
  const pages = createPages<Position>();

  const read = (query: Query, { StartTime, EndTime, ScanBy }: Request, region: string): Point[] => {
    const { namespace, metric, instanceId } = named(query);
    const { Period: period, Stat, Metric } = query.MetricStat;
    if (namespace === 'AWS/Lambda') {
      const name = Metric.Dimensions.find(({ Name }) => Name === 'FunctionName')?.Value ?? '';
      const found = lambdaPoints(estate, name, metric, { start: StartTime * 1000, end: EndTime * 1000, period });
      return ScanBy === 'TimestampDescending' ? found.reverse() : found;
    }
    const instance = inventory.get(instanceId);
    // A metric that nobody ever published is no error: its series is complete and empty.
    if (namespace !== 'AWS/EC2' || !isMetric(metric) || instance?.region !== region) return [];
    if (Stat !== STATISTICS[metric]) throw validation(`The statistic ${Stat} of ${metric} is not simulated`);
    const window = { start: StartTime * 1000, end: EndTime * 1000, period, now: Date.now(), ...known };
    const found = points(instance, metric, window);
    return ScanBy === 'TimestampDescending' ? found.reverse() : found;
  };

  return {
    GetMetricData(params, { region, metricStatus }) {
      const { NextToken, ...request } = checked(params);
      const from = NextToken === undefined ? { series: 0, offset: 0 } : pages.take([region, request], NextToken);
      if (from === undefined) throw new AwsError('InvalidNextToken', 'The value for NextToken is not valid.');

      const queries = request.MetricDataQueries.filter(({ ReturnData }) => ReturnData);
      const results: Result[] = [];
      let room = request.MaxDatapoints;
      let { series, offset } = from;
      for (; series < queries.length && room > 0; series++, offset = 0) {
        const query = queries[series];
        if (query === undefined) break;
        const all = read(query, request, region);
        const page = all.slice(offset, offset + room);
        room -= page.length;
        offset += page.length;
        const cut = offset < all.length;
        results.push(result(query, page, cut ? 'PartialData' : 'Complete', metricStatus));
        if (cut) break;
      }
      const token = series < queries.length ? { NextToken: pages.give([region, request], { series, offset }) } : {};
      return { MetricDataResults: results, Messages: [], ...token };
    },
  };
}

function checked(params: unknown): Request {
  const parsed = Request.safeParse(params);
  if (!parsed.success) throw validation(z.prettifyError(parsed.error));
  const { MetricDataQueries: queries, StartTime, EndTime } = parsed.data;
  if (queries.length > MAX_QUERIES) {
    throw validation(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  }
  const wrong = queries.find(({ Id }) => !/^[a-z][a-zA-Z0-9_]{0,254}$/.test(Id));
  if (wrong !== undefined)
    throw validation(`The value ${wrong.Id} for parameter Id is not matching the expected pattern.`);
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw validation('The values for parameter Id in MetricDataQueries are not unique.');
  }
  if (StartTime === EndTime) throw validation('The parameter StartTime must not equal parameter EndTime.');
  if (StartTime > EndTime) throw validation('The parameter StartTime must be less than the parameter EndTime.');
  if (queries.some(({ MetricStat: { Period } }) => Period % 60 !== 0)) {
    throw validation('The parameter Period must be a multiple of 60.');
  }
  return parsed.data;
}

/** A status that a test asks for: what failed has no values, what is partial lacks the second half of them. */
function result(query: Query, page: readonly Point[], own: MetricStatus, statusOf: MetricStatusOf | undefined): Result {
  const status = statusOf?.({ id: query.Id, ...named(query) }) ?? own;
  const failed = status === 'InternalError' || status === 'Forbidden';
  const kept = failed ? [] : status === own ? page : page.slice(0, page.length / 2);
  return {
    Id: query.Id,
    Label: query.Label ?? query.MetricStat.Metric.MetricName,
    Timestamps: kept.map(({ at }) => at / 1000),
    Values: kept.map(({ value }) => value),
    StatusCode: status,
  };
}

function named({ MetricStat: { Metric } }: Query): { namespace: string; metric: string; instanceId: string } {
  const [dimension, ...others] = Metric.Dimensions;
  const only = dimension?.Name === 'InstanceId' && others.length === 0;
  return { namespace: Metric.Namespace, metric: Metric.MetricName, instanceId: only ? dimension.Value : '' };
}

const isMetric = (name: string): name is MetricName => Object.hasOwn(STATISTICS, name);
const validation = (message: string): AwsError => new AwsError('ValidationError', message);
