import { between, formatInstant, type Instant } from './domain/time.ts';
import { reconcile } from './reconcile.ts';
import { remediate } from './remediate.ts';
import type { Remaining, Services } from './services.ts';
import type { DueItem } from './store/region-store.ts';

/** One query's worth; what is due beyond it is due at the next tick too. */
const MOST_ITEMS = 100;

export interface SweepResult {
  readonly due: number;
  /** When the soonest of what is not due yet will be; null when nothing waits. */
  readonly nextDueAt: string | null;
}

/** One tick: everything that is due now, cases and regions alike. An idle tick costs one query. */
export async function sweep(services: Services, remaining: Remaining): Promise<SweepResult> {
  const now = services.now();
  const soonest = await services.soonestDue(MOST_ITEMS);
  const due = soonest.filter(({ dueAt }) => dueAt <= now);
  services.log.count('OldestDueAge', due[0] === undefined ? 0 : between(due[0].dueAt, now) / 1000);
  if (due.length === 0) return { due: 0, nextDueAt: formatNext(soonest, now) };

  const failures: unknown[] = [];
  const caseIds = due.flatMap((item) => ('caseId' in item ? [item.caseId] : []));
  await collect(failures, () => remediate(services, caseIds, { kind: 'due', actor: 'sweep' }, remaining));
  // One region a tick: a look through it may take all the time there is.
  const region = due.flatMap((item) => ('region' in item ? [item.region] : [])).at(0);
  if (region !== undefined) {
    await collect(failures, async () => reconcile(services, region, await services.policy(), remaining));
  }
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'a tick failed');
  return { due: due.length, nextDueAt: formatInstant(now) };
}

async function collect(failures: unknown[], run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    failures.push(error);
  }
}

const formatNext = (items: readonly DueItem[], now: Instant): string | null => {
  const next = items.find(({ dueAt }) => dueAt > now);
  return next === undefined ? null : formatInstant(next.dueAt);
};
