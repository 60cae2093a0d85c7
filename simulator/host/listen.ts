import type { LogEntry } from '../aws/requests.ts';
import type { Aws } from '../aws/server.ts';
import { file, fileMessage, isDigest, type Records } from '../report/records.ts';
import type { Timeline } from '../report/timeline.ts';
import type { Asking } from '../world/asking.ts';
import type { People } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { type EventMaker, PRODUCT } from './events.ts';

export interface Listeners {
  readonly records: Records;
  readonly world: World;
  readonly people: People;
  readonly asking: Asking;
  readonly timeline: Timeline;
  readonly aws: Aws;
  readonly events: EventMaker;
  readonly emit: (event: unknown, at: number) => void;
}

/** Files what the product does, and lets people and the timeline know. */
export function hear(entry: LogEntry, { records, world, ...others }: Listeners): void {
  const { people, asking, timeline, aws, events, emit } = others;
  const before = { changes: records.changes.length, journal: records.journal.length, orders: records.orders.length };
  file(records, entry);
  for (const change of records.changes.slice(before.changes)) {
    const member = world.members.get(change.instanceId);
    if (member === undefined) continue;
    timeline.changed(change, member);
    emit(events.changed(member.instance, { HttpTokens: change.tokens }, PRODUCT, entry.at), entry.at);
  }
  for (const { hold, caseId } of records.journal.slice(before.journal)) timeline.decided(caseId, hold);
  for (const order of records.orders.slice(before.orders)) timeline.ordered(order);
  if (entry.action !== 'Publish' || !entry.performed) return;
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
