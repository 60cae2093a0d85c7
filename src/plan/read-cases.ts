import type { Hours } from '../aws/hours.ts';
import type { Read } from '../domain/codecs.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import type { Duration } from '../domain/time.ts';
import type { Point } from '../evidence/summarise.ts';
import { draftOf, ordersFor } from '../facts/gather.ts';
import type { ReadingOrder } from '../facts/readings.ts';
import type { LoadedCase } from '../store/case-store.ts';
import { fitting, readScattered, windowRead } from './batches.ts';
import type { Context } from './context.ts';
import { enrolled } from './enrolled.ts';
import type { Remembered } from './remembered.ts';
import { metricsFrom } from './remembered.ts';
import { type Seen, sourcesFor } from './sources.ts';

/** A workload with all that was read of it, ready to be decided. */
export interface CaseWork {
  readonly caseId: string;
  readonly instances: readonly InstanceFacts[];
  /** Null where nothing is to be decided. */
  readonly loaded: LoadedCase | null;
  readonly remembered: Remembered;
}

interface ToRead {
  readonly groups: ReadonlyMap<string, readonly InstanceFacts[]>;
  /** Cases that the deployed stack has. */
  readonly claimed: ReadonlySet<string>;
  readonly seen: Seen;
}

interface Open {
  readonly work: CaseWork;
  readonly hours: Map<string, Read<Hours>>;
  missing: number;
}

interface Asked {
  readonly open: Open;
  readonly order: ReadingOrder;
}

/**
 * Reads the metrics of all cases of a region in full batches, and hands each over as soon as all of it is there; what
 * was read of it is let go then. Batches know nothing of workloads: a call is filled to the last datapoint.
 */
export async function readCases(
  context: Context,
  region: string,
  { groups, claimed, seen }: ToRead,
  settle: (work: CaseWork) => Promise<void>,
): Promise<void> {
  const { now, at, readHours, reads, progress, policies, stored, loads, goOn } = context;
  const loadedOf = await loadAll(claimed, (caseId) => loads(async () => (await stored?.load(caseId)) ?? null));
  const sources = sourcesFor(context, seen, metricsFrom(NOTHING), now);
  const orders = (loaded: LoadedCase): readonly ReadingOrder[] =>
    ordersFor(draftOf(sources, loaded, { known: seen.found }, policies, now), 'fresh', now);
  const begin = (caseId: string, instances: readonly InstanceFacts[]) =>
    enrolled(caseId, instances, loadedOf.get(caseId) ?? null, policies, now);
  const all = function* (): Iterable<ReadingOrder> {
    for (const [caseId, instances] of groups) {
      const loaded = begin(caseId, instances);
      if (loaded !== null) yield* orders(loaded);
    }
  };

  const toRead = counted(all(), (count) => progress.toRead(region, count));
  const scattered = await readScattered(context, region, toRead);
  const batches = new Map<Duration, Asked[]>();
  const flying = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const flush = async (batch: readonly Asked[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const window = windowRead(first.order, now, at);
    const ids = batch.map(({ order }) => order.view.member.id);
    const read = await readHours(region, ids, window);
    goOn();
    progress.read(region, batch.length);
    for (const { open, order } of batch) {
      const { id } = order.view.member;
      open.hours.set(id, read.get(id) ?? { unreadable: 'it was not read' });
      open.missing -= 1;
      if (open.missing === 0) await settle(open.work);
    }
  };
  const launch = async (batch: readonly Asked[]): Promise<void> => {
    const flight: Promise<void> = reads(() => flush(batch)).catch((error: unknown) => void failures.push(error));
    flying.add(flight);
    void flight.finally(() => flying.delete(flight));
    // As many wait for their turn as are read at a time, and no more are made.
    if (flying.size >= AHEAD) await Promise.race(flying);
    if (failures.length > 0) throw failures[0];
  };
  for (const [caseId, instances] of groups) {
    const loaded = begin(caseId, instances);
    const hours = new Map<string, Read<Hours>>();
    const work: CaseWork = { caseId, instances, loaded, remembered: { hours, scattered } };
    const uses = loaded === null ? [] : orders(loaded).filter(({ kind }) => kind === 'use');
    if (uses.length === 0) await settle(work);
    const open: Open = { work, hours, missing: uses.length };
    for (const order of uses) {
      const batch = batches.get(order.lookback) ?? [];
      batches.set(order.lookback, batch);
      batch.push({ open, order });
      if (batch.length < fitting(windowRead(order, now, at))) continue;
      batches.delete(order.lookback);
      await launch(batch);
    }
  }
  for (const batch of batches.values()) await launch(batch);
  await Promise.all(flying);
  if (failures.length > 0) throw failures[0];
}

/** Batches that are made before the first of them is read. */
const AHEAD = 12;

const NOTHING: Remembered = { hours: new Map(), scattered: new Map<string, Read<readonly Point[]>>() };

async function loadAll(caseIds: ReadonlySet<string>, load: (caseId: string) => Promise<LoadedCase | null>) {
  const loaded = await Promise.all([...caseIds].map(async (caseId) => [caseId, await load(caseId)] as const));
  return new Map(loaded);
}

function* counted<T>(items: Iterable<T>, tell: (count: number) => void): Iterable<T> {
  let count = 0;
  for (const item of items) {
    count += 1;
    yield item;
  }
  tell(count);
}
