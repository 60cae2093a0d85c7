import type { Metrics } from '../aws/cloudwatch.ts';
import { type MetricQuery, planCalls } from '../aws/plan-calls.ts';
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

/**
 * Everything but the long windows: above all the first hours of starts that lie before them. They lie scattered over
 * months, so all of a region are put into calls together, those near each other in one; read batch by batch, each
 * batch would need several calls more.
 */
export async function readScattered(
  metrics: Metrics,
  gate: Gate,
  region: string,
  orders: Iterable<ReadingOrder>,
  now: Instant,
  at: Instant | null,
): Promise<ReadonlyMap<string, Read<readonly Point[]>>> {
  const queries: MetricQuery[] = [];
  for (const order of orders) {
    const { start } = windowRead(order, now, at);
    queries.push(
      ...queriesFor(order, now).filter(({ metric, window }) => metric !== 'MetadataNoToken' || window.start < start),
    );
  }
  const answers = new Map<string, Read<readonly Point[]>>();
  const read = async (call: readonly MetricQuery[]) => {
    for (const [key, answer] of await gate(() => metrics.hourly(region, call))) answers.set(key, answer);
  };
  await Promise.all(planCalls(queries).map(({ queries: together }) => read(together)));
  return answers;
}
