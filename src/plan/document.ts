import type { Instant, Window } from '../domain/time.ts';

export const verdicts = ['enforce', 'observe', 'grace', 'skip', 'blocked', 'compliant'] as const;
export type Verdict = (typeof verdicts)[number];

export type Counts = Readonly<Record<Verdict, number>>;
export const NONE: Counts = { enforce: 0, observe: 0, grace: 0, skip: 0, blocked: 0, compliant: 0 };

/** What is known of one instance's own use of IMDSv1. Of what was not read nothing is said, not even zero. */
export interface InstanceEvidence {
  readonly state: 'zero' | 'used' | 'unknown';
  readonly calls: number | null;
  readonly lastUse: Instant | null;
  readonly coverage: number | null;
  /** The latest start whose first hour was seen. */
  readonly bootSeen: Instant | null;
  readonly window: Window;
}

export interface PlannedInstance {
  readonly instanceId: string;
  readonly region: string;
  readonly workload: string;
  readonly verdict: Verdict;
  /** A sentence that holds of this very instance. */
  readonly reason: string;
  readonly evidence: InstanceEvidence;
}

/** One day (UTC) of a workload: null where none of its hours has a point. */
export type Daily = readonly (number | null)[];

export interface PlannedWorkload {
  readonly region: string;
  readonly workload: string;
  readonly owner: string | null;
  readonly counts: Counts;
  /** What was decided about the workload as a whole. */
  readonly because: string;
  readonly calls: number;
  readonly lastUse: Instant | null;
  /** Calls by day over the window, where there are any. */
  readonly daily: Daily | null;
}

/** `unreadable`: nothing of it may be taken for an answer. `left-out`: policy does not name it. */
export interface PlannedRegion {
  readonly region: string;
  readonly status: 'read' | 'unreadable' | 'left-out';
  readonly reason: string | null;
  readonly instances: number;
  readonly counts: Counts;
  /** Instances whose metrics could not be read, which is not zero. */
  readonly unreadable: number;
}

/** An instance that this policy would have changed then, and that used IMDSv1 afterwards. */
export interface Broken {
  readonly instanceId: string;
  readonly region: string;
  readonly workload: string;
  readonly calls: number;
  readonly firstUse: Instant;
}

/** The lookback played again: what the policy would have done then, against what is known since. */
export interface WhatIf {
  readonly at: Instant;
  readonly enforced: number;
  readonly workloads: number;
  /** Started since, or not there yet: what they were then is not known. */
  readonly notReplayed: number;
  readonly unreadable: number;
  readonly broken: readonly Broken[];
}

export interface ApiCall {
  readonly service: string;
  readonly action: string;
  readonly count: number;
}

export interface Spent {
  readonly calls: readonly ApiCall[];
  /** Metrics requested with GetMetricData, which is all of it that AWS charges for. */
  readonly metrics: number;
  readonly dollars: number;
}

export interface PolicyUsed {
  readonly source: string;
  readonly hash: string;
  readonly mode: 'enforce' | 'observe';
  readonly graceStartsPerDay: number;
  readonly changesPerHour: number;
}

export interface Plan {
  readonly generatedAt: Instant;
  /** Null where no instance was seen that says whose it is. */
  readonly account: string | null;
  readonly policy: PolicyUsed;
  readonly window: Window;
  /** The day (UTC) with which every `daily` begins. */
  readonly firstDay: Instant;
  readonly regions: readonly PlannedRegion[];
  readonly workloads: readonly PlannedWorkload[];
  readonly instances: readonly PlannedInstance[];
  readonly whatIf: WhatIf | null;
  readonly spent: Spent;
  /** What this plan could not see, each a sentence. */
  readonly notes: readonly string[];
  readonly complete: boolean;
}
