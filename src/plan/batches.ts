import type { Metrics } from '../aws/cloudwatch.ts';
import { type Hours, pointsIn, type ReadHours } from '../aws/hours.ts';
import { type MetricCall, type MetricQuery, planCalls } from '../aws/plan-calls.ts';
import type { Read } from '../domain/codecs.ts';
import { HOUR, type Instant, type Window } from '../domain/time.ts';
import { type Point, windowFor } from '../evidence/summarise.ts';
import { queriesFor, type ReadingOrder } from '../facts/readings.ts';
import type { Gate } from './gate.ts';

/** GetMetricData: 500 queries and 100,800 datapoints a call. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;

/** How many instances one call can hold of a window of whole hours. */
export const fitting = ({ start, end }: Window): number =>
  Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_POINTS / Math.ceil((end - start) / HOUR))));

/** The hours that are read of an instance: its lookback; where it is played again, from the lookback of that moment. */
export function windowRead({ lookback }: Pick<ReadingOrder, 'lookback'>, now: Instant, at: Instant | null): Window {
  const { start, end } = windowFor(now, lookback);
  return { start: at === null ? start : windowFor(at, lookback).start, end };
}

export interface ScatteredReader {
  readonly metrics: Metrics;
  readonly readHours: ReadHours;
  readonly reads: Gate;
  readonly now: Instant;
  readonly at: Instant | null;
}

/**
 * Everything but the long windows: above all the first hours of starts that lie before them. They lie scattered over
 * months, so all of a region are put into calls together, those near each other in one; read batch by batch, each
 * batch would need several calls more.
 */
export async function readScattered(
  { metrics, readHours, reads, now, at }: ScatteredReader,
  region: string,
  orders: Iterable<ReadingOrder>,
): Promise<ReadonlyMap<string, Read<readonly Point[]>>> {
  const starts: MetricQuery[] = [];
  const watches: MetricQuery[] = [];
  for (const order of orders) {
    const { start } = windowRead(order, now, at);
    for (const query of queriesFor(order, now)) {
      if (query.metric !== 'MetadataNoToken') watches.push(query);
      else if (query.window.start < start) starts.push(query);
    }
  }
  const answers = new Map<string, Read<readonly Point[]>>();
  const readStarts = async ({ queries, window }: MetricCall) => {
    const ids = queries.map(({ instanceId }) => instanceId);
    const read = await reads(() => readHours(region, ids, window));
    for (const { key, instanceId, window: own } of queries) answers.set(key, cut(read.get(instanceId), own));
  };
  const readWatches = async ({ queries }: MetricCall) => {
    for (const [key, answer] of await reads(() => metrics.hourly(region, queries))) answers.set(key, answer);
  };
  await Promise.all([...planCalls(starts).map(readStarts), ...planCalls(watches).map(readWatches)]);
  return answers;
}

function cut(read: Read<Hours> | undefined, { start, end }: Window): Read<readonly Point[]> {
  if (read === undefined) return { unreadable: 'GetMetricData: no answer' };
  return 'unreadable' in read ? read : { known: pointsIn(read.known, start, end) };
}
