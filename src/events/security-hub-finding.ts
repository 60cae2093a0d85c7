import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { AccountId, envelope, InstanceId, type Own, Region } from './envelope.ts';

const CONTROL = 'EC2.8';

const InstanceArn = z.pipe(
  z.pipe(
    z.string(),
    z.transform((arn: string) => {
      const [, region, accountId, instanceId] =
        /^arn:aws[a-z-]*:ec2:([^:]*):([^:]*):instance\/([^:/]*)$/.exec(arn) ?? [];
      return { region, accountId, instanceId };
    }),
  ),
  z.object({ region: Region, accountId: AccountId, instanceId: InstanceId }),
);

/** An instance, or null for any other type of resource: their ids have forms of their own. */
const Resource = z.pipe(
  z.object({ Type: z.string(), Id: z.string() }),
  z.transform(({ Type, Id }, context) => {
    if (Type !== 'AwsEc2Instance') return null;
    const arn = InstanceArn.safeParse(Id);
    if (arn.success) return arn.data;
    context.issues.push({ code: 'custom', path: ['Id'], message: 'expected the ARN of an EC2 instance', input: null });
    return z.NEVER;
  }),
);

const Finding = z.object({
  AwsAccountId: AccountId,
  GeneratorId: z.string(),
  RecordState: z.string(),
  Compliance: z.optional(z.object({ Status: z.optional(z.string()), SecurityControlId: z.optional(z.string()) })),
  ProductFields: z.optional(z.object({ ControlId: z.optional(z.string()) })),
  Workflow: z.optional(z.object({ Status: z.optional(z.string()) })),
  Note: z.optional(z.object({ Text: z.optional(z.string()), UpdatedBy: z.optional(z.string()) })),
  Resources: z.array(Resource),
});

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html */
export const SecurityHubFinding = envelope(
  'aws.securityhub',
  ['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action'],
  z.object({ findings: z.array(Finding).check(z.minLength(1)) }),
);

/** SecurityControlId is the modern form; where findings are not consolidated, only the standard's own names exist. */
const isOurControl = ({ Compliance, ProductFields, GeneratorId }: z.infer<typeof Finding>) =>
  Compliance?.SecurityControlId === CONTROL ||
  ProductFields?.ControlId === CONTROL ||
  GeneratorId.endsWith(`/${CONTROL}`);

function readFinding(finding: z.infer<typeof Finding>, own: Own): readonly EventTrigger[] | Ignored {
  // An administrator account receives its members' findings under its own envelope.
  if (finding.AwsAccountId !== own.accountId) return ignored('another-account');
  if (!isOurControl(finding)) return ignored('another-control');
  if (finding.RecordState === 'ARCHIVED') return ignored('finding-archived');
  if (finding.Compliance?.Status !== 'FAILED') return ignored('finding-not-failed');

  const instances = finding.Resources.filter((resource) => resource !== null);
  if (instances.length === 0) return ignored('another-resource-type');
  const ours = instances.filter(({ accountId }) => accountId === own.accountId);
  if (ours.length === 0) return ignored('another-account');
  if (finding.Workflow?.Status !== 'SUPPRESSED')
    return ours.map(({ region, instanceId }) => ({ kind: 'finding', region, instanceId }));
  const said = requestIn(finding);
  return ours.map(({ region, instanceId }) => ({ kind: 'suppressed', region, instanceId, ...said }));
}

/** Both are free text, of 512 characters at most. */
function requestIn({ Note }: z.infer<typeof Finding>) {
  const by = Note?.UpdatedBy?.trim().slice(0, 512) ?? '';
  const why = Note?.Text?.trim().slice(0, 500) ?? '';
  return { actor: `security-hub ${by}`.trimEnd(), reason: why === '' ? 'suppressed in Security Hub' : why };
}

/**
 * An imported finding comes alone, an action that somebody chose for several brings them together: all are read, and the
 * first names a refusal. The action is not looked at: it says where to look like any other event.
 */
export function readSecurityHubFinding(
  event: z.infer<typeof SecurityHubFinding>,
  own: Own,
): readonly EventTrigger[] | Ignored {
  if (event.account !== own.accountId) return ignored('another-account');
  const readings = event.detail.findings.map((finding) => readFinding(finding, own));
  const triggers = readings.flatMap((reading) => ('kind' in reading ? [] : reading));
  const refusal = readings.find((reading) => 'kind' in reading);
  return triggers.length === 0 && refusal ? refusal : triggers;
}
