import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { AccountId, envelope, InstanceId, type Own, Region } from './envelope.ts';

const LaunchedInstance = z.object({
  instanceId: InstanceId,
  // Absent in records older than IMDSv2.
  metadataOptions: z.optional(z.object({ httpTokens: z.optional(z.string()), httpEndpoint: z.optional(z.string()) })),
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const RunInstances = envelope(
  'aws.ec2',
  'AWS API Call via CloudTrail',
  z.object({
    eventSource: z.literal('ec2.amazonaws.com'),
    eventName: z.literal('RunInstances'),
    awsRegion: Region,
    recipientAccountId: z.optional(AccountId),
    errorCode: z.optional(z.string()),
    // Null after a failure, absent after a dry run. Above 100 KB CloudTrail leaves the content out.
    responseElements: z.nullish(z.object({ instancesSet: z.optional(z.object({ items: z.array(LaunchedInstance) })) })),
  }),
);

const isRequired = ({ metadataOptions }: z.infer<typeof LaunchedInstance>) =>
  metadataOptions?.httpTokens === 'required';
const isDisabled = ({ metadataOptions }: z.infer<typeof LaunchedInstance>) =>
  metadataOptions?.httpEndpoint === 'disabled';

/** Options that are missing or unheard of count as perhaps optional: only a clear statement spares an instance. */
export function readRunInstances(event: z.infer<typeof RunInstances>, own: Own): readonly EventTrigger[] | Ignored {
  const { errorCode, awsRegion: region, recipientAccountId = event.account, responseElements } = event.detail;
  if (event.account !== own.accountId || recipientAccountId !== own.accountId) return ignored('another-account');
  if (errorCode === 'Client.DryRunOperation') return ignored('dry-run');
  if (errorCode !== undefined) return ignored('launch-failed');

  const instances = responseElements?.instancesSet?.items ?? [];
  if (instances.length === 0) return [{ kind: 'reconcile', region, because: 'response-omitted' }];
  if (instances.every(isRequired)) return ignored('already-required');
  const mayAnswer = instances.filter((instance) => !isRequired(instance) && !isDisabled(instance));
  if (mayAnswer.length === 0) return ignored('endpoint-disabled');
  return [{ kind: 'launched', region, instanceIds: mayAnswer.map(({ instanceId }) => instanceId) }];
}
