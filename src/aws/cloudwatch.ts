import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Read } from '../domain/codecs.ts';
import { HOUR, instant } from '../domain/time.ts';
import type { Point } from '../evidence/summarise.ts';
import { classify, describeError } from './errors.ts';
import { type MetricCall, type MetricQuery, planCalls } from './plan-calls.ts';

export interface Metrics {
  /** Hourly points of each query, oldest first. A failed, partial or forbidden read is `unreadable`, never empty. */
  readonly hourly: (
    region: string,
    queries: readonly MetricQuery[],
  ) => Promise<ReadonlyMap<string, Read<readonly Point[]>>>;
}

const STATISTIC = { MetadataNoToken: 'Sum', MetadataNoTokenRejected: 'Sum', CPUUtilization: 'Average' } as const;

export function makeMetrics(client: (region: string) => CloudWatchClient): Metrics {
  return {
    hourly: async (region, queries) => {
      const answers = new Map<string, Read<readonly Point[]>>();
      for (const call of planCalls(queries)) {
        for (const [key, read] of await readCall(client(region), call)) answers.set(key, read);
      }
      return answers;
    },
  };
}

async function readCall(
  client: CloudWatchClient,
  call: MetricCall,
): Promise<ReadonlyMap<string, Read<readonly Point[]>>> {
  const series = new Map(call.queries.map((query, index) => [`q${index}`, new Series(query)]));
  let token: string | undefined;
  try {
    do {
      const answer = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(call.window.start),
          EndTime: new Date(call.window.end),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: call.queries.map((query, index) => toQuery(`q${index}`, query)),
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      for (const result of answer.MetricDataResults ?? []) series.get(result.Id ?? '')?.add(result);
      token = answer.NextToken;
    } while (token !== undefined);
  } catch (error) {
    if (classify(error) === 'unexpected') throw error;
    const unreadable = { unreadable: describeError(error) };
    return new Map(call.queries.map(({ key }) => [key, unreadable]));
  }
  return new Map([...series.values()].map((each) => [each.query.key, each.read()]));
}

export const toQuery = (id: string, { instanceId, metric }: Pick<MetricQuery, 'instanceId' | 'metric'>) => ({
  Id: id,
  ReturnData: true,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/EC2',
      MetricName: metric,
      Dimensions: [{ Name: 'InstanceId', Value: instanceId }],
    },
    Period: HOUR / 1000,
    Stat: STATISTIC[metric],
  },
});

/** What a later page may still make good: the points of a page that failed never come again. */
const GOES_ON = new Set(['no result', 'PartialData', 'Complete']);

/** The status of a query after one more page. */
export const statusAfter = (before: string, page: string | undefined): string =>
  GOES_ON.has(before) ? (page ?? 'no status') : before;

/** Gathers one query's pages. PartialData means that more follows; only a last word of Complete makes it readable. */
class Series {
  readonly query: MetricQuery;
  readonly #points: Point[] = [];
  #status: string = 'no result';

  constructor(query: MetricQuery) {
    this.query = query;
  }

  add({ Timestamps = [], Values = [], StatusCode }: MetricDataResult): void {
    this.#status = statusAfter(this.#status, StatusCode);
    for (const [index, at] of Timestamps.entries()) {
      const value = Values[index];
      if (value !== undefined) this.#points.push({ at: instant(at.getTime()), value });
    }
  }

  read(): Read<readonly Point[]> {
    if (this.#status !== 'Complete') return { unreadable: `GetMetricData: ${this.#status}` };
    const { start, end } = this.query.window;
    return { known: this.#points.filter(({ at }) => at >= start && at < end) };
  }
}
