import type { Metrics } from '../aws/cloudwatch.ts';
import type { MetricQuery } from '../aws/plan-calls.ts';
import type { MemberView } from '../decision/view.ts';
import type { Read } from '../domain/codecs.ts';
import { callsRejectedOn, type Member, type Watch } from '../domain/member.ts';
import type { Duration, Instant } from '../domain/time.ts';
import { markUsed } from '../evidence/mark-used.ts';
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

/**
 * Reads the metrics of many members in as few calls as fit; the answer is the member with its readings, by id. Where one
 * of them failed nothing of that member was read.
 */
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
  const read = new Map<string, Read<Member>>();
  for (const order of orders) {
    const { id } = order.view.member;
    const before: Read<Member> = read.get(id) ?? { known: order.view.member };
    if ('unreadable' in before) continue;
    const next = { ...order, view: { ...order.view, member: before.known } };
    read.set(id, order.kind === 'use' ? withUse(next, points, now) : withWatch(next, points, now));
  }
  return read;
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
  const window = watchWindow(watchedSince(member, now), member.watch, member.phase !== 'watched', now);
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
  const watch = sumUpWatch(watchedSince(member, now), rejected.known, alive.known, member.watch, now);
  return { known: member.phase === 'gone' ? asItEnded(member, watch) : { ...member, watch } };
}

/** What went before EC2 was seen to have applied the change may have been without IMDSv1 from the change on. */
const watchedSince = ({ enforcement }: Member, now: Instant): Instant =>
  enforcement?.appliedAt ?? enforcement?.at ?? now;

/** A call that was rejected before it went is known for good, and counts as use from then on. */
function asItEnded(member: Member, watch: Watch): Member {
  const rejected = Math.max(watch.rejected, callsRejectedOn(member));
  const use = rejected > 0 ? markUsed(member.use, member.launchedAt, member.goneAt ?? watch.readAt) : member.use;
  return { ...member, use, watch: { ...watch, rejected } };
}
