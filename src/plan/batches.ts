import { type MetricCall, type MetricQuery, mostOf, planCalls } from '../aws/plan-calls.ts';
import type { Read } from '../domain/codecs.ts';
import type { Duration, Instant, Window } from '../domain/time.ts';
import { type Hours, pointsIn } from '../evidence/hours.ts';
import { type Point, windowFor } from '../evidence/summarise.ts';
import { queriesFor, type ReadingOrder } from '../facts/readings.ts';
import { shared } from './compact.ts';
import type { Context } from './context.ts';

/** The hours that are read of an instance: its lookback; where it is played again, from the lookback of that moment. */
function windowRead({ lookback }: Pick<ReadingOrder, 'lookback'>, now: Instant, at: Instant | null): Window {
  const { start, end } = windowFor(now, lookback);
  return { start: at === null ? start : windowFor(at, lookback).start, end };
}

type Scattering = Pick<Context, 'metrics' | 'readHours' | 'reads' | 'now' | 'at'>;
type Batching = Pick<Context, 'readHours' | 'reads' | 'now' | 'at' | 'goOn' | 'progress'>;

/**
 * Everything but the long windows: above all the first hours of starts that lie before them. They lie scattered over
 * months, so all of a region are put into calls together, those near each other in one; read batch by batch, each
 * batch would need several calls more.
 */
export async function readScattered(
  { metrics, readHours, reads, now, at }: Scattering,
  region: string,
  orders: Iterable<ReadingOrder>,
): Promise<Map<string, Read<readonly Point[]>>> {
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
  // They stay until their workloads are decided; most show the same hours, with nothing in them.
  const alike = new Map<string, Read<readonly Point[]>>();
  const readStarts = async ({ queries, window }: MetricCall) => {
    const ids = queries.map(({ instanceId }) => instanceId);
    const read = await reads(() => readHours(region, ids, window));
    for (const { key, instanceId, window: own } of queries) {
      const points = cut(read.get(instanceId), own);
      answers.set(
        key,
        shared(alike, JSON.stringify(points), () => points),
      );
    }
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

type Take = (read: Read<Hours>) => Promise<void>;

interface Asked {
  readonly order: ReadingOrder;
  readonly take: Take;
}

/** Batches that are made before the first of them is read. */
const AHEAD = 12;

/** Fills calls with instances as they come; `add` waits while enough of them are on their way. */
export function makeBatcher({ readHours, reads, now, at, goOn, progress }: Batching, region: string) {
  const filling = new Map<Duration, Asked[]>();
  const flying = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const check = () => {
    if (failures.length > 0) throw failures[0];
  };

  const read = async (batch: readonly Asked[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const ids = batch.map(({ order }) => order.view.member.id);
    const answers = await readHours(region, ids, windowRead(first.order, now, at));
    goOn();
    progress.read(region, batch.length);
    for (const { order, take } of batch) {
      await take(answers.get(order.view.member.id) ?? { unreadable: 'GetMetricData: no answer' });
    }
  };
  const launch = async (batch: readonly Asked[]): Promise<void> => {
    const flight: Promise<void> = reads(() => read(batch)).then(
      () => void flying.delete(flight),
      (error: unknown) => {
        flying.delete(flight);
        failures.push(error);
      },
    );
    flying.add(flight);
    if (flying.size >= AHEAD) await Promise.race(flying);
    check();
  };

  return {
    add: async (order: ReadingOrder, take: Take): Promise<void> => {
      const batch = filling.get(order.lookback) ?? [];
      filling.set(order.lookback, batch);
      batch.push({ order, take });
      if (batch.length < mostOf(windowRead(order, now, at))) return;
      filling.delete(order.lookback);
      await launch(batch);
    },
    end: async (): Promise<void> => {
      for (const batch of filling.values()) await launch(batch);
      await Promise.all(flying);
      check();
    },
  };
}
