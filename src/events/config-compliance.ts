import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { AccountId, envelope, InstanceId, type Own, Region } from './envelope.ts';

const INSTANCE = 'AWS::EC2::Instance';

/**
 * Security Hub puts something before the managed rule's name (`securityhub-ec2-imdsv2-check-4f7a91c2`), conformance
 * packs put something after it (`ec2-imdsv2-check-conformance-pack-x7k2m9p4q`), so the name need only contain it.
 */
const RULE_NAME_PART = 'ec2-imdsv2-check';

/** https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html */
export const ConfigCompliance = envelope(
  'aws.config',
  ['Config Rules Compliance Change'],
  z
    .object({
      awsAccountId: AccountId,
      awsRegion: Region,
      configRuleName: z.string(),
      resourceType: z.string(),
      resourceId: z.string(),
    })
    .check(
      z.refine(
        ({ resourceType, resourceId }) => resourceType !== INSTANCE || InstanceId.safeParse(resourceId).success,
        {
          path: ['resourceId'],
          error: 'expected the id of an EC2 instance',
        },
      ),
    ),
);

/**
 * The verdict is not read: COMPLIANT follows our own change, NOT_APPLICABLE the end of an instance, and whichever it
 * is, the facts say what is to do.
 */
export function readConfigCompliance(
  event: z.infer<typeof ConfigCompliance>,
  own: Own,
): readonly EventTrigger[] | Ignored {
  const { awsAccountId, awsRegion: region, configRuleName, resourceType, resourceId: instanceId } = event.detail;
  if (event.account !== own.accountId || awsAccountId !== own.accountId) return ignored('another-account');
  if (!configRuleName.includes(RULE_NAME_PART)) return ignored('another-rule');
  if (resourceType !== INSTANCE) return ignored('another-resource-type');
  return [{ kind: 'compliance', region, instanceId }];
}
