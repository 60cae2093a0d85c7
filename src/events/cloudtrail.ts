import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { envelope, type Own } from './envelope.ts';
import { ModifyInstanceMetadataOptions, readMetadataChange } from './metadata-change.ts';
import { RunInstances, readRunInstances } from './run-instances.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const CloudTrailCall = envelope(
  'aws.ec2',
  ['AWS API Call via CloudTrail'],
  z.discriminatedUnion('eventName', [RunInstances, ModifyInstanceMetadataOptions]),
);

/** A failed call carries a code; the rules do not deliver it. */
export function readCall(event: z.infer<typeof CloudTrailCall>, own: Own): readonly EventTrigger[] | Ignored {
  const { detail } = event;
  const { errorCode, recipientAccountId = event.account } = detail;
  if (event.account !== own.accountId || recipientAccountId !== own.accountId) return ignored('another-account');
  if (errorCode === 'Client.DryRunOperation') return ignored('dry-run');
  switch (detail.eventName) {
    case 'RunInstances':
      return errorCode === undefined ? readRunInstances(detail) : ignored('launch-failed');
    case 'ModifyInstanceMetadataOptions':
      return errorCode === undefined ? readMetadataChange(detail, own) : ignored('change-failed');
  }
}
