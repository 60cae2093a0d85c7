import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Read } from '../domain/codecs.ts';
import { HOUR, type Instant, instant, type Window } from '../domain/time.ts';
import type { Point } from '../evidence/summarise.ts';
import { statusAfter, toQuery } from './cloudwatch.ts';
import { classify, describeError } from './errors.ts';
import type { RawAnswers, RawSeries } from './raw-answers.ts';

/** A point for each hour from `start` on; NaN where there is none. A twelfth of what the points themselves take. */
export interface Hours {
  readonly start: Instant;
  readonly values: Float32Array;
}

/** The points of these hours in [from, to). */
export function pointsIn({ start, values }: Hours, from: number, to: number): readonly Point[] {
  const points: Point[] = [];
  const end = Math.min(values.length, Math.ceil((to - start) / HOUR));
  for (let index = Math.max(0, Math.ceil((from - start) / HOUR)); index < end; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) points.push({ at: instant(start + index * HOUR), value });
  }
  return points;
}

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
