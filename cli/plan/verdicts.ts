import { type PlannedWorkload, type Verdict, verdicts } from '../../src/plan/document.ts';

export const MEANINGS: Readonly<Record<Verdict, string>> = {
  enforce: 'IMDSv2 would be required now: no use, and a start was seen',
  observe: 'not known well enough yet, or held',
  grace: 'IMDSv1 is used: its owner would be told, with a deadline',
  skip: 'nothing to change: no endpoint, managed by AWS, or excepted',
  blocked: 'a person has to act first',
  compliant: 'IMDSv2 is required already',
};

/** What there is to do comes first. */
const ORDER: readonly Verdict[] = ['blocked', 'grace', 'enforce', 'observe', 'skip', 'compliant'];

/** The one of most instances; among equals the one with more to do. */
export const mainVerdict = ({ counts }: Pick<PlannedWorkload, 'counts'>): Verdict =>
  ORDER.toSorted((a, b) => counts[b] - counts[a])[0] ?? 'observe';

const sizeOf = ({ counts }: PlannedWorkload): number => verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);

/** By verdict; within it the heaviest user first, then the largest. */
export const byWeight = (workloads: readonly PlannedWorkload[]): readonly PlannedWorkload[] =>
  workloads.toSorted(
    (a, b) =>
      ORDER.indexOf(mainVerdict(a)) - ORDER.indexOf(mainVerdict(b)) ||
      b.calls - a.calls ||
      sizeOf(b) - sizeOf(a) ||
      (a.workload < b.workload ? -1 : 1),
  );
