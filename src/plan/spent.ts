import type { Sent } from '../aws/reader.ts';
import type { ApiCall, Spent } from './document.ts';

/** GetMetricData, by the metric requested; nothing else that is read here is charged for. https://aws.amazon.com/cloudwatch/pricing/ */
const DOLLARS_A_METRIC = 0.01 / 1000;

/** Counts what goes out, so that it can be said what a plan took. */
export function makeCounter() {
  const counts = new Map<string, ApiCall>();
  let metrics = 0;
  return {
    onSent: ({ service, action, metrics: requested }: Sent): void => {
      const key = `${service}:${action}`;
      counts.set(key, { service, action, count: (counts.get(key)?.count ?? 0) + 1 });
      metrics += requested;
    },
    spent: (): Spent => ({
      calls: [...counts.values()].toSorted((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1)),
      metrics,
      dollars: Math.round(metrics * DOLLARS_A_METRIC * 10_000) / 10_000,
    }),
  };
}
