import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { envelope, InstanceId, type Own } from './envelope.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
export const StateChange = envelope(
  'aws.ec2',
  ['EC2 Instance State-change Notification'],
  z.object({ 'instance-id': InstanceId, state: z.string() }),
);

/**
 * The event does not say how the instance's metadata options stand, and a nightly start of a whole fleet sends
 * hundreds: so it asks for one look at the region, into which they all merge, instead of naming the instance.
 */
export function readStateChange(event: z.infer<typeof StateChange>, own: Own): readonly EventTrigger[] | Ignored {
  if (event.account !== own.accountId) return ignored('another-account');
  if (event.detail.state !== 'running') return ignored('not-running');
  return [{ kind: 'reconcile', region: event.region, because: 'instance-running' }];
}
