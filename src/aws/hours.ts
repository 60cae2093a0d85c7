import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Read } from '../domain/codecs.ts';
import { HOUR, type Window } from '../domain/time.ts';
import type { Hours } from '../evidence/hours.ts';
import { statusAfter, toQuery } from './cloudwatch.ts';
import { classify, describeError } from './errors.ts';
import type { RawAnswers, RawSeries } from './raw-answers.ts';

export type ReadHours = (
  region: string,
  ids: readonly string[],
  window: Window,
) => Promise<ReadonlyMap<string, Read<Hours>>>;

/** MetadataNoToken of so many instances as fit into one call, by instance; read as {@link makeMetrics} reads it. */
export const makeReadHours =
  (client: (region: string) => CloudWatchClient, raw: RawAnswers): ReadHours =>
  async (region, ids, window) => {
    const series = ids.map(() => ({ status: 'no result', hours: empty(window) }));
    try {
      let token: string | undefined;
      do {
        const answer = await client(region).send(
          new GetMetricDataCommand({
            StartTime: new Date(window.start),
            EndTime: new Date(window.end),
            ScanBy: 'TimestampAscending',
            MetricDataQueries: ids.map((instanceId, index) =>
              toQuery(`q${index}`, { instanceId, metric: 'MetadataNoToken' }),
            ),
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        const points = raw.of(answer);
        for (const [index, result] of (answer.MetricDataResults ?? []).entries()) {
          const its = series[Number(result.Id?.slice(1))];
          if (its === undefined) continue;
          its.status = statusAfter(its.status, result.StatusCode);
          put(its.hours, points === undefined ? ofSdk(result) : (points[index] ?? null), its);
        }
        token = answer.NextToken;
      } while (token !== undefined);
    } catch (error) {
      if (classify(error) === 'unexpected') throw error;
      const unreadable = { unreadable: describeError(error) };
      return new Map(ids.map((id) => [id, unreadable]));
    }
    return new Map(
      ids.map((id, index) => {
        const { status = 'no result', hours = empty(window) } = series[index] ?? {};
        return [id, status === 'Complete' ? { known: hours } : { unreadable: `GetMetricData: ${status}` }];
      }),
    );
  };

const empty = ({ start, end }: Window): Hours => ({
  start,
  values: new Float32Array(Math.ceil((end - start) / HOUR)).fill(Number.NaN),
});

interface SdkSeries {
  readonly Timestamps?: readonly Date[] | undefined;
  readonly Values?: readonly number[] | undefined;
}

const ofSdk = ({ Timestamps = [], Values = [] }: SdkSeries): RawSeries => ({
  times: Timestamps.map((at) => at.getTime() / 1000),
  values: Values,
});

/** Points in a form that is not known are not zero: the whole series is unreadable then. */
function put({ start, values }: Hours, points: RawSeries | null, its: { status: string }): void {
  for (const [index, time] of (points?.times ?? [null]).entries()) {
    const value = points?.values[index];
    if (typeof time !== 'number' || typeof value !== 'number') {
      its.status = 'an unknown form';
      return;
    }
    const hour = Math.floor((time * 1000 - start) / HOUR);
    if (hour >= 0 && hour < values.length) values[hour] = value;
  }
}
