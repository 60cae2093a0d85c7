import type { Metrics } from './aws/cloudwatch.ts';
import type { Ec2 } from './aws/ec2.ts';
import type { Tickets } from './aws/ops-center.ts';
import type { Topic } from './aws/sns.ts';
import type { Read } from './domain/codecs.ts';
import type { Member } from './domain/member.ts';
import type { Calendar } from './domain/permission.ts';
import type { Instant } from './domain/time.ts';
import type { PolicyFile } from './policy/resolve.ts';
import type { CaseStore } from './store/case-store.ts';
import type { ControlsStore } from './store/controls-store.ts';
import type { ExceptionStore } from './store/exception-store.ts';
import type { DueItem, RegionStore } from './store/region-store.ts';
import type { ReportStore } from './store/report-store.ts';

/** What a run writes down about itself. Counts become CloudWatch metrics. */
export interface Journalist {
  readonly info: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, error: unknown, facts: Readonly<Record<string, unknown>>) => void;
  readonly count: (name: CountName, value: number) => void;
}

export type CountName =
  | 'Events'
  | 'IgnoredEvents'
  | 'UnreadableEvents'
  | 'Decisions'
  | 'Enforcements'
  | 'Rollbacks'
  | 'RefusedChanges'
  | 'BreakerOpened'
  | 'UnreadableFacts'
  | 'Notices'
  | 'FailedCases'
  | 'Requests'
  | 'Orders'
  | 'RefusedOrders'
  | 'WorkloadsObserving'
  | 'WorkloadsInGrace'
  | 'WorkloadsExcepted'
  | 'WorkloadsBlocked'
  | 'WorkloadsEnforcing'
  | 'WorkloadsWatched'
  | 'WorkloadsSecured'
  | 'InstancesOptional'
  | 'InstancesSecured'
  | 'OldestDueAge';

/** What became known of a member that is gone, by id. One that its group found unhealthy counts as used from then on. */
export type ExplainRemovals = (
  region: string,
  members: readonly Member[],
  now: Instant,
) => Promise<ReadonlyMap<string, Pick<Member, 'removal' | 'use'>>>;

/** The world as the story knows it: functions, each with one real implementation. */
export interface Services {
  readonly account: string;
  readonly partition: string;
  readonly homeRegion: string;
  readonly now: () => Instant;
  /** Read again when it is older than a minute; throws when it cannot be read or is wrong. */
  readonly policy: () => Promise<PolicyFile>;
  /** What an SSM Change Calendar says of a moment. */
  readonly calendar: (name: string, at: Instant) => Promise<Read<Calendar>>;
  readonly ec2: Ec2;
  readonly metrics: Metrics;
  /** What groups say of members that they ended; null in a function that leaves this to the sweep. */
  readonly explainRemovals: ExplainRemovals | null;
  readonly topic: Topic;
  readonly tickets: Tickets;
  readonly cases: CaseStore;
  readonly controls: ControlsStore;
  readonly exceptions: ExceptionStore;
  readonly regions: RegionStore;
  readonly reports: ReportStore;
  readonly soonestDue: (limit: number) => Promise<readonly DueItem[]>;
  readonly log: Journalist;
}

/** What a decision is made from: all of it is read, nothing is changed by it. */
export interface Sources extends Pick<Services, 'account' | 'now' | 'calendar' | 'metrics' | 'explainRemovals'> {
  readonly ec2: Pick<Ec2, 'find' | 'defaults'>;
  readonly exceptions: Pick<ExceptionStore, 'all'>;
  readonly controls: Pick<ControlsStore, 'controls'>;
  readonly log: Pick<Journalist, 'count'>;
}

/** Milliseconds that are left to this invocation. */
export type Remaining = () => number;
