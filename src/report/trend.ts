import { formatInstant } from '../domain/time.ts';
import type { Digest } from './digest.ts';
import { knownOf, type Totals } from './totals.ts';

const MEASURES: readonly (readonly [string, (totals: Totals) => number])[] = [
  ['Workloads known', knownOf],
  ['Workloads secured', ({ workloads }) => workloads.secured],
  ['Workloads in grace', ({ workloads }) => workloads.grace],
  ['Workloads excepted', ({ workloads }) => workloads.excepted],
  ['Workloads blocked', ({ workloads }) => workloads.blocked],
  ['Instances that allow IMDSv1', ({ instances }) => instances.optional + instances['rolled-back']],
  ['Instances secured', ({ instances }) => instances.secured],
];

/** Where the account stands, and where it stood at the digest before, if there was one that could be read. */
export function trendLines({ totals, before }: Pick<Digest, 'totals' | 'before'>): readonly string[] {
  const then = 'known' in before ? before.known : null;
  const lines = MEASURES.map(([what, of]) => {
    const now = of(totals);
    return then === null ? `${what}: ${now}` : `${what}: ${now} (${change(now - of(then.totals))})`;
  });
  if (then !== null) return [`Compared with ${formatInstant(then.day).slice(0, 10)}:`, ...lines];
  return 'known' in before ? [...lines, 'There is no earlier digest to compare it with.'] : lines;
}

const change = (by: number): string => (by === 0 ? 'as before' : by > 0 ? `+${by}` : String(by));
