import type { Metrics } from '../aws/cloudwatch.ts';
import type { MetricQuery } from '../aws/plan-calls.ts';
import type { MemberView } from '../decision/view.ts';
import type { Read } from '../domain/codecs.ts';
import type { Member } from '../domain/member.ts';
import type { Duration, Instant } from '../domain/time.ts';
import {
  type Point,
  type Run,
  startNeedsReading,
  startSettledAt,
  startWindow,
  summarise,
  windowFor,
} from '../evidence/summarise.ts';
import { sumUpWatch, watchWindow } from '../evidence/watch.ts';

/** One member whose metrics are to be read now. */
export interface ReadingOrder {
  readonly view: MemberView;
  readonly kind: 'use' | 'watch';
  readonly lookback: Duration;
}

/** Reads the metrics of many members in as few calls as fit; the answer is the member with its reading, by id. */
export async function readMembers(
  metrics: Metrics,
  region: string,
  orders: readonly ReadingOrder[],
  now: Instant,
): Promise<ReadonlyMap<string, Read<Member>>> {
  const answers = await metrics.hourly(
    region,
    orders.flatMap((order) => queriesFor(order, now)),
  );
  const points = (key: string): Read<readonly Point[]> =>
    answers.get(key) ?? { unreadable: 'GetMetricData: no answer' };
  return new Map(
    orders.map((order) => [
      order.view.member.id,
      order.kind === 'use' ? withUse(order, points, now) : withWatch(order, points, now),
    ]),
  );
}

type PointsOf = (key: string) => Read<readonly Point[]>;

const keyOf = (id: string, what: 'use' | 'start' | 'rejected' | 'alive'): string => `${id}/${what}`;

export function queriesFor({ view, kind, lookback }: ReadingOrder, now: Instant): readonly MetricQuery[] {
  const { member } = view;
  const instanceId = member.id;
  if (kind === 'use') {
    const use: MetricQuery = {
      key: keyOf(instanceId, 'use'),
      instanceId,
      metric: 'MetadataNoToken',
      window: windowFor(now, lookback),
    };
    const start: MetricQuery = { ...use, key: keyOf(instanceId, 'start'), window: startWindow(runOf(view).launchedAt) };
    return asksForStart(view, lookback, now) ? [use, start] : [use];
  }
  const appliedAt = member.enforcement?.appliedAt ?? now;
  const window = watchWindow(appliedAt, member.watch, member.phase === 'secured', now);
  return [
    { key: keyOf(instanceId, 'rejected'), instanceId, metric: 'MetadataNoTokenRejected', window },
    { key: keyOf(instanceId, 'alive'), instanceId, metric: 'CPUUtilization', window },
  ];
}

/** A start before the window is asked for once; what that reading showed is kept, seen or not. */
function asksForStart(view: MemberView, lookback: Duration, now: Instant): boolean {
  const { launchedAt } = runOf(view);
  const { use } = view.member;
  const known = use !== null && use.start.at === launchedAt && use.readAt >= startSettledAt(launchedAt);
  return !known && startNeedsReading(launchedAt, windowFor(now, lookback), now);
}

/** What is gone ran from its last known start until it was missed. */
const runOf = ({ member, facts }: MemberView): Run =>
  facts === null
    ? { launchedAt: member.launchedAt, stoppedAt: member.goneAt, stopped: true }
    : { launchedAt: facts.launchedAt, stoppedAt: facts.stoppedAt, stopped: facts.state === 'stopped' };

function withUse({ view, lookback }: ReadingOrder, points: PointsOf, now: Instant): Read<Member> {
  const { member } = view;
  const use = points(keyOf(member.id, 'use'));
  if ('unreadable' in use) return use;
  const start = asksForStart(view, lookback, now) ? points(keyOf(member.id, 'start')) : { known: null };
  if ('unreadable' in start) return start;
  const reading = { window: windowFor(now, lookback), points: use.known, startPoints: start.known };
  return { known: { ...member, use: summarise(runOf(view), reading, member.use, now) } };
}

function withWatch({ view: { member } }: ReadingOrder, points: PointsOf, now: Instant): Read<Member> {
  const rejected = points(keyOf(member.id, 'rejected'));
  if ('unreadable' in rejected) return rejected;
  const alive = points(keyOf(member.id, 'alive'));
  if ('unreadable' in alive) return alive;
  const appliedAt = member.enforcement?.appliedAt ?? now;
  return { known: { ...member, watch: sumUpWatch(appliedAt, rejected.known, alive.known, member.watch, now) } };
}
