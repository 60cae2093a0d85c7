import type { Read } from '../domain/codecs.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import type { Hours } from '../evidence/hours.ts';
import { draftOf, ordersFor } from '../facts/gather.ts';
import { queriesFor, type ReadingOrder } from '../facts/readings.ts';
import type { LoadedCase } from '../store/case-store.ts';
import { makeBatcher, readScattered } from './batches.ts';
import type { Context } from './context.ts';
import { enrolled } from './enrolled.ts';
import { metricsFrom, NOTHING, type Remembered } from './remembered.ts';
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

interface Begun {
  readonly caseId: string;
  readonly instances: readonly InstanceFacts[];
  readonly loaded: LoadedCase | null;
  readonly orders: readonly ReadingOrder[];
}

/**
 * Reads the metrics of all cases of a region in full batches, and hands each over as soon as all of it is there; what
 * was read of it is let go then. Batches know nothing of workloads: a call is filled to the last datapoint.
 */
export async function readCases(
  context: Context,
  region: string,
  toRead: ToRead,
  settle: (work: CaseWork) => Promise<void>,
): Promise<void> {
  const stored = await loadAll(context, toRead.claimed);
  // Begun twice, since what is begun takes more room than beginning it takes time.
  const begun = () => beginAll(context, toRead, stored);
  const scattered = await readScattered(
    context,
    region,
    ordersOf(begun(), (count) => context.progress.toRead(region, count)),
  );
  const batcher = makeBatcher(context, region);
  const finish = async (work: CaseWork, orders: readonly ReadingOrder[]) => {
    await settle(work);
    for (const order of orders) for (const { key } of queriesFor(order, context.now)) scattered.delete(key);
  };
  for (const { caseId, instances, loaded, orders } of begun()) {
    const hours = new Map<string, Read<Hours>>();
    const work: CaseWork = { caseId, instances, loaded, remembered: { hours, scattered } };
    const uses = orders.filter(({ kind }) => kind === 'use');
    let missing = uses.length;
    if (missing === 0) await finish(work, orders);
    for (const order of uses) {
      await batcher.add(order, async (read) => {
        hours.set(order.view.member.id, read);
        missing -= 1;
        if (missing === 0) await finish(work, orders);
      });
    }
  }
  await batcher.end();
}

function* beginAll(
  context: Context,
  { groups, seen }: ToRead,
  stored: ReadonlyMap<string, LoadedCase | null>,
): Iterable<Begun> {
  const { policies, now } = context;
  const sources = sourcesFor(context, seen, metricsFrom(NOTHING), now);
  for (const [caseId, instances] of groups) {
    const loaded = enrolled(caseId, instances, stored.get(caseId) ?? null, policies, now);
    const orders =
      loaded === null ? [] : ordersFor(draftOf(sources, loaded, { known: seen.found }, policies, now), 'fresh', now);
    yield { caseId, instances, loaded, orders };
  }
}

function* ordersOf(begun: Iterable<Begun>, tell: (uses: number) => void): Iterable<ReadingOrder> {
  let uses = 0;
  for (const { orders } of begun) {
    uses += orders.filter(({ kind }) => kind === 'use').length;
    yield* orders;
  }
  tell(uses);
}

async function loadAll({ stored, loads }: Context, caseIds: ReadonlySet<string>) {
  if (stored === null) return new Map<string, LoadedCase>();
  const load = async (caseId: string) => [caseId, await loads(() => stored.load(caseId))] as const;
  return new Map(await Promise.all([...caseIds].map(load)));
}
