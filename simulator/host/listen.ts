import type { LogEntry } from '../aws/requests.ts';
import type { Aws } from '../aws/server.ts';
import { file, fileMessage, isDigest, type Records } from '../report/records.ts';
import type { Timeline } from '../report/timeline.ts';
import type { Asking } from '../world/asking.ts';
import type { People } from '../world/people.ts';
import type { World } from '../world/world.ts';

export interface Listeners {
  readonly records: Records;
  readonly world: World;
  readonly people: People;
  readonly asking: Asking;
  readonly timeline: Timeline;
  readonly aws: Aws;
}

/** Files what the product does, and lets people and the timeline know. */
export function hear(entry: LogEntry, { records, world, people, asking, timeline, aws }: Listeners): void {
  const before = { changes: records.changes.length, journal: records.journal.length, orders: records.orders.length };
  file(records, entry);
  for (const change of records.changes.slice(before.changes)) {
    const member = world.members.get(change.instanceId);
    if (member !== undefined) timeline.changed(change, member);
  }
  for (const { hold, caseId } of records.journal.slice(before.journal)) timeline.decided(caseId, hold);
  for (const order of records.orders.slice(before.orders)) timeline.ordered(order);
  if (entry.action !== 'Publish' || entry.error !== undefined) return;
  const body = aws.topics.get(String(entry.params['TopicArn']))?.messages.at(-1)?.bodies['sqs'];
  if (body === undefined) throw new Error('a notice without a body for queues');
  const message = fileMessage(records, body, entry.at);
  if (isDigest(message)) {
    timeline.digest(message);
    return;
  }
  const workload = world.members.get(message.instanceIds[0] ?? '')?.workload;
  timeline.noticed(message, workload);
  if (message.occasion === 'breaker-opened') asking.stopped();
  if (message.occasion !== 'grace-started' || workload === undefined) return;
  people.told(workload);
  asking.told(workload, message.caseId);
}
