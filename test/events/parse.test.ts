import { describe, expect, test } from 'vitest';
import type { Opening } from '../../src/domain/drift.ts';
import { parseInstant } from '../../src/domain/time.ts';
import { type EventTrigger, type IgnoredReason, isIgnored } from '../../src/domain/trigger.ts';
import { UnknownShapeError } from '../../src/events/errors.ts';
import { parseEvent } from '../../src/events/parse.ts';
import { describedNames, OWN, readSample, replaceAt, sampleNames } from './samples.ts';

const launched = (region: string, ...instanceIds: string[]): EventTrigger[] => [
  { kind: 'launched', region, instanceIds },
];
const compliance = (region = 'us-east-1'): EventTrigger[] => [
  { kind: 'compliance', region, instanceId: 'i-0a1b2c3d4e5f60718' },
];
const finding: EventTrigger = { kind: 'finding', region: 'us-east-1', instanceId: 'i-0a1b2c3d4e5f60718' };
const suppressed: EventTrigger = {
  kind: 'suppressed',
  region: 'us-east-1',
  instanceId: 'i-0a1b2c3d4e5f60718',
  actor: 'security-hub arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Security_0123456789abcdef/kim@example.com',
  reason: "the vendor's agent needs IMDSv1 until its release in April",
};
const ignored = (reason: IgnoredReason) => ({ kind: 'ignored', reason });
const omitted: EventTrigger[] = [{ kind: 'reconcile', region: 'us-east-1', because: 'response-omitted' }];

const loosened = (changed: Partial<Extract<EventTrigger, { kind: 'loosened' }>>): EventTrigger[] => [
  {
    kind: 'loosened',
    region: 'us-east-1',
    instanceId: 'i-0a1b2c3d4e5f60718',
    eventId: '8b210001-1d3e-4f40-9b5c-6d7e8f9a0b1c',
    at: parseInstant('2026-03-02T09:21:40Z'),
    principal: 'arn:aws:sts::123456789012:assumed-role/deployer',
    tool: 'Terraform',
    what: ['tokens'],
    ...changed,
  },
];

const understood = {
  'cloudtrail-modify-metadata-options': loosened({}),
  'cloudtrail-modify-metadata-options-another-account': ignored('another-account'),
  'cloudtrail-modify-metadata-options-console': loosened({
    eventId: '8b210002-1d3e-4f40-9b5c-6d7e8f9a0b1c',
    principal: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUserAccess_0123456789abcdef/kim@example.com',
    tool: 'the AWS console',
    what: ['tokens', 'hop-limit'],
  }),
  'cloudtrail-modify-metadata-options-dry-run': ignored('dry-run'),
  'cloudtrail-modify-metadata-options-endpoint-disabled': ignored('tightened'),
  'cloudtrail-modify-metadata-options-endpoint-enabled': loosened({
    eventId: '8b210004-1d3e-4f40-9b5c-6d7e8f9a0b1c',
    principal: 'cloudformation.amazonaws.com',
    tool: 'CloudFormation',
    what: ['endpoint'],
  }),
  'cloudtrail-modify-metadata-options-failed': ignored('change-failed'),
  'cloudtrail-modify-metadata-options-hop-limit': loosened({
    eventId: '8b210003-1d3e-4f40-9b5c-6d7e8f9a0b1c',
    principal: 'arn:aws:iam::123456789012:user/sam',
    tool: 'an AWS SDK (Boto3)',
    what: ['hop-limit'],
  }),
  'cloudtrail-modify-metadata-options-hop-limit-lowered': ignored('tightened'),
  'cloudtrail-modify-metadata-options-own-change': ignored('own-change'),
  'cloudtrail-modify-metadata-options-required': ignored('tightened'),
  'cloudtrail-run-instances': launched('us-east-1', 'i-0a1b2c3d4e5f60718'),
  'cloudtrail-run-instances-another-account': ignored('another-account'),
  'cloudtrail-run-instances-auto-scaling': launched('us-east-1', 'i-0b2c3d4e5f6071829', 'i-0c3d4e5f607182930'),
  'cloudtrail-run-instances-dry-run': ignored('dry-run'),
  'cloudtrail-run-instances-eks': launched('eu-west-1', 'i-0e5f60718293a4b52'),
  'cloudtrail-run-instances-endpoint-disabled': ignored('endpoint-disabled'),
  'cloudtrail-run-instances-failed': ignored('launch-failed'),
  'cloudtrail-run-instances-fleet': launched('us-east-1', 'i-0d4e5f60718293a41'),
  'cloudtrail-run-instances-mixed': launched('us-east-1', 'i-0393a4b5c6d7e8f96'),
  'cloudtrail-run-instances-no-metadata-options': launched('us-east-1', 'i-4c9d21e7'),
  'cloudtrail-run-instances-required': ignored('already-required'),
  'cloudtrail-run-instances-response-omitted': omitted,
  'cloudtrail-run-instances-response-truncated': omitted,
  'config-compliance-another-account': ignored('another-account'),
  'config-compliance-another-resource-type': ignored('another-resource-type'),
  'config-compliance-another-rule': ignored('another-rule'),
  'config-compliance-compliant': compliance(),
  'config-compliance-conformance-pack': compliance('eu-west-1'),
  'config-compliance-first-evaluation': compliance(),
  'config-compliance-non-compliant': compliance(),
  'config-compliance-not-applicable': compliance(),
  'config-compliance-security-hub-rule': compliance(),
  'ec2-state-change-pending': ignored('not-running'),
  'ec2-state-change-running': [{ kind: 'reconcile', region: 'us-east-1', because: 'instance-running' }],
  'ec2-state-change-stopped': ignored('not-running'),
  'injection-in-tags': launched('us-east-1', 'i-06c6d7e8f90718293'),
  'security-hub-another-control': ignored('another-control'),
  'security-hub-custom-action': [finding, { kind: 'finding', region: 'eu-west-1', instanceId: 'i-0e5f60718293a4b52' }],
  'security-hub-custom-action-another-control': ignored('another-control'),
  'security-hub-ec2-8-archived': ignored('finding-archived'),
  'security-hub-ec2-8-control-id-only': [finding],
  'security-hub-ec2-8-failed': [finding],
  'security-hub-ec2-8-member-account': ignored('another-account'),
  'security-hub-ec2-8-no-instance': ignored('another-resource-type'),
  'security-hub-ec2-8-passed': ignored('finding-not-failed'),
  'security-hub-ec2-8-several-resources': [
    finding,
    { kind: 'finding', region: 'eu-west-1', instanceId: 'i-0e5f60718293a4b52' },
  ],
  'security-hub-ec2-8-suppressed': [suppressed],
};

const refused = {
  'bad-another-api-call': ['detail.eventName'],
  'bad-finding-not-an-arn': ['detail.findings.0.Resources.0.Id'],
  'bad-instance-id': ['detail.instance-id'],
  'bad-metadata-change-not-nested': ['detail.requestParameters.ModifyInstanceMetadataOptionsRequest'],
  'bad-no-detail': ['detail'],
  'bad-no-findings': ['detail.findings'],
  'bad-region': ['region', 'detail.awsRegion'],
  'bad-source': ['source'],
  'bad-unknown-detail-type': ['detail-type'],
  'bad-wrong-types': ['account', 'detail.responseElements.instancesSet.items'],
};

function refusal(event: unknown): UnknownShapeError {
  try {
    parseEvent(event, OWN);
  } catch (error) {
    if (error instanceof UnknownShapeError) return error;
    throw error;
  }
  throw new Error('the event was understood');
}

describe('a sample event', () => {
  test.each(Object.entries(understood))('%s is understood', (name, expected) => {
    expect(parseEvent(readSample(name), OWN)).toEqual(expected);
  });

  test.each(Object.entries(refused))('%s is refused, naming the parts at fault', (name, parts) => {
    expect(refusal(readSample(name)).parts).toEqual(parts);
  });

  test('has a row in these tables and one in events/README.md, whichever it is', () => {
    expect([...Object.keys(understood), ...Object.keys(refused)].sort()).toEqual(sampleNames());
    expect(describedNames()).toEqual(sampleNames());
  });
});

describe('an event that names another account', () => {
  const other = '111122223333';
  const finding = ['detail', 'findings', 0];

  test.each([
    ['ec2-state-change-running', ['account'], other],
    ['cloudtrail-run-instances', ['account'], other],
    ['cloudtrail-run-instances', ['detail', 'recipientAccountId'], other],
    ['cloudtrail-modify-metadata-options', ['account'], other],
    ['cloudtrail-modify-metadata-options', ['detail', 'recipientAccountId'], other],
    ['config-compliance-non-compliant', ['account'], other],
    ['config-compliance-non-compliant', ['detail', 'awsAccountId'], other],
    ['security-hub-ec2-8-failed', ['account'], other],
    ['security-hub-ec2-8-failed', [...finding, 'AwsAccountId'], other],
    [
      'security-hub-ec2-8-failed',
      [...finding, 'Resources', 0, 'Id'],
      `arn:aws:ec2:us-east-1:${other}:instance/i-0a1b2c3d4e5f60718`,
    ],
  ])('is ignored: %s at %j', (name, path, value) => {
    expect(parseEvent(replaceAt(readSample(name), path, value), OWN)).toEqual(ignored('another-account'));
  });
});

describe('a finding', () => {
  const first = ['detail', 'findings', 0];
  const parts = {
    Compliance: { Status: 'FAILED' },
    ProductFields: {},
    GeneratorId: 'cis-aws-foundations-benchmark/v/3.0.0/5.6',
  };
  const named = (part: object) => ({
    ...Object(readSample('security-hub-ec2-8-failed')),
    detail: {
      findings: [
        {
          AwsAccountId: OWN.accountId,
          RecordState: 'ACTIVE',
          Resources: [
            { Type: 'AwsEc2Instance', Id: 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718' },
          ],
          ...parts,
          ...part,
        },
      ],
    },
  });

  test.each([
    { Compliance: { Status: 'FAILED', SecurityControlId: 'EC2.8' } },
    { ProductFields: { ControlId: 'EC2.8' } },
    { GeneratorId: 'nist-800-53/v/5.0.0/EC2.8' },
  ])('is of our control when %j alone says so', (part) => {
    expect(parseEvent(named(part), OWN)).toEqual([finding]);
  });

  test.each([
    [undefined, 'security-hub', 'suppressed in Security Hub'],
    [{}, 'security-hub', 'suppressed in Security Hub'],
    [{ Text: ' ', UpdatedBy: ' ' }, 'security-hub', 'suppressed in Security Hub'],
    [{ Text: ' later ', UpdatedBy: 'kim' }, 'security-hub kim', 'later'],
    [{ Text: 'x'.repeat(600), UpdatedBy: 'k' }, 'security-hub k', 'x'.repeat(500)],
  ])('that is suppressed with the note %j asks by %s', (Note, actor, reason) => {
    const event = named({ GeneratorId: 'security-control/EC2.8', Workflow: { Status: 'SUPPRESSED' }, Note });
    expect(parseEvent(event, OWN)).toEqual([{ ...suppressed, actor, reason }]);
  });

  test('that has passed asks for nothing, suppressed or not', () => {
    const event = replaceAt(readSample('security-hub-ec2-8-suppressed'), [...first, 'Compliance', 'Status'], 'PASSED');
    expect(parseEvent(event, OWN)).toEqual(ignored('finding-not-failed'));
  });

  test('is of another control when nothing says so', () => {
    expect(parseEvent(named({}), OWN)).toEqual(ignored('another-control'));
  });

  test.each([
    'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718:console',
    'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718/console',
    'arn:aws:ecs:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718',
    'arn:aws:ec2:us-east-1.example.com/:123456789012:instance/i-0a1b2c3d4e5f60718',
  ])('is refused when its instance goes by %s', (Id) => {
    expect(refusal(named({ Resources: [{ Type: 'AwsEc2Instance', Id }] })).parts).toEqual([
      'detail.findings.0.Resources.0.Id',
    ]);
  });
});

describe('a launch', () => {
  const launch = (...metadataOptions: object[]) =>
    replaceAt(
      readSample('cloudtrail-run-instances'),
      ['detail', 'responseElements', 'instancesSet', 'items'],
      metadataOptions.map((options, at) => ({ instanceId: `i-0000000${at}`, metadataOptions: options })),
    );

  test('is left alone when one instance is required and the other has no endpoint', () => {
    const event = launch({ httpTokens: 'required' }, { httpTokens: 'optional', httpEndpoint: 'disabled' });
    expect(parseEvent(event, OWN)).toEqual(ignored('endpoint-disabled'));
  });

  test('is looked at when its options say nothing that is known', () => {
    expect(parseEvent(launch({ httpTokens: 'no-preference' }, {}), OWN)).toEqual(
      launched('us-east-1', 'i-00000000', 'i-00000001'),
    );
  });

  test('of no instance at all is left to the reconciliation', () => {
    expect(parseEvent(launch(), OWN)).toEqual(omitted);
  });
});

describe('a change of metadata options', () => {
  const change = 'cloudtrail-modify-metadata-options';
  const request = ['detail', 'requestParameters', 'ModifyInstanceMetadataOptionsRequest'];
  const requested = (options: object) =>
    parseEvent(replaceAt(readSample(change), request, { InstanceId: 'i-0a1b2c3d4e5f60718', ...options }), OWN);

  test.each<[object, readonly Opening[]]>([
    [{ HttpTokens: 'optional' }, ['tokens']],
    [{ HttpTokens: 'optional', HttpEndpoint: 'enabled' }, ['tokens']],
    [{ HttpTokens: 'optional', HttpPutResponseHopLimit: 2 }, ['tokens', 'hop-limit']],
    [{ HttpPutResponseHopLimit: 2 }, ['hop-limit']],
    [{ HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 64 }, ['hop-limit', 'endpoint']],
  ])('to %j is told as %j', (options, what) => {
    expect(requested(options)).toEqual(loosened({ what }));
  });

  test.each([
    {},
    { HttpPutResponseHopLimit: 1 },
    { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    { HttpTokens: 'optional', HttpEndpoint: 'disabled' },
    { HttpEndpoint: 'disabled', HttpPutResponseHopLimit: 2 },
    { InstanceMetadataTags: 'enabled' },
  ])('to %j only tightens, or opens nothing', (options) => {
    expect(requested(options)).toEqual(ignored('tightened'));
  });

  const issuer = ['detail', 'userIdentity', 'sessionContext', 'sessionIssuer'];
  test.each([
    ['imdsv2-remediator-live-OnLaunchRole-1ABCDEFGHIJKL', OWN.accountId, true],
    ['imdsv2-remediator-live', OWN.accountId, false],
    ['my-imdsv2-remediator-live-SweepRole-1ABCDEFGHIJKL', OWN.accountId, false],
    ['imdsv2-remediator-live-SweepRole-1ABCDEFGHIJKL', '111122223333', false],
  ])('by the role %s of account %s is ours: %j', (userName, accountId, ours) => {
    const event = replaceAt(readSample(change), issuer, { userName, accountId });
    expect(parseEvent(event, OWN)).toEqual(ours ? ignored('own-change') : loosened({}));
  });

  const arn = 'arn:aws:sts::111122223333:assumed-role/deployer/run-1';
  test.each([
    [{ type: 'Root', arn: 'arn:aws:iam::123456789012:root' }, 'arn:aws:iam::123456789012:root'],
    [{ arn }, arn],
    [{ invokedBy: 'autoscaling.amazonaws.com', principalId: 'x' }, 'autoscaling.amazonaws.com'],
    [{ principalId: 'AIDAEXAMPLE' }, 'AIDAEXAMPLE'],
    [{}, 'unknown'],
    [{ arn: `\u202e<x>\n${'y'.repeat(300)}` }, `<x> ${'y'.repeat(252)}`],
  ])('by %j is the deed of %s', (identity, principal) => {
    expect(parseEvent(replaceAt(readSample(change), ['detail', 'userIdentity'], identity), OWN)).toEqual(
      loosened({ principal }),
    );
  });

  test.each([
    ['APN/1.0 Pulumi/1.0 PulumiAws/7.8.0 terraform-provider-aws/6 aws-sdk-go-v2/1.39.0', 'Pulumi'],
    ['APN/1.0 HashiCorp/1.0 OpenTofu/1.10 terraform-provider-aws/6 aws-sdk-go-v2/1.39.0', 'OpenTofu'],
    ['console.ec2.amazonaws.com', 'the AWS console'],
    ['signin.amazonaws.com', 'the AWS console'],
    ['aws-cli/1.42.5 md/Botocore#1.40.5 ua/2.1 os/linux botocore/1.40.5', 'the AWS CLI'],
    ['aws-sdk-go-v2/1.39.0 ua/2.1', 'an AWS SDK (aws-sdk-go-v2)'],
    ['ssm.amazonaws.com', 'ssm.amazonaws.com'],
    [`\u202eevil\n${'x'.repeat(100)}`, `evil ${'x'.repeat(75)}`],
    ['', 'an unknown tool'],
    [undefined, 'an unknown tool'],
  ])('with the user agent %j was made with %s', (userAgent, tool) => {
    expect(parseEvent(replaceAt(readSample(change), ['detail', 'userAgent'], userAgent), OWN)).toEqual(
      loosened({ tool }),
    );
  });
});

describe('a refusal', () => {
  test('keeps the fault of the schema as its cause', () => {
    expect(refusal(readSample('bad-no-detail')).cause).toMatchObject({ name: '$ZodError' });
  });

  test('never repeats the text that was found', () => {
    const hostile = '\n{"level":"INFO"}\u202e<!channel>';
    const event = { source: hostile, 'detail-type': hostile, account: hostile, region: hostile, detail: hostile };
    for (const detailType of [hostile, 'EC2 Instance State-change Notification']) {
      const { message } = refusal({ ...event, 'detail-type': detailType });
      expect(message).not.toMatch(/level|channel|\n|\u202e/);
    }
  });

  test('stays short when a thousand instances are wrong', () => {
    const items = Array.from({ length: 1000 }, () => ({ instanceId: 'i-nonsense' }));
    const { message, parts } = refusal(
      replaceAt(readSample('cloudtrail-run-instances'), ['detail', 'responseElements', 'instancesSet', 'items'], items),
    );
    expect(parts).toHaveLength(1000);
    expect(message).toMatch(/and 995 more$/);
    expect(message.length).toBeLessThan(1000);
  });
});

test('what is ignored is told from what is to be done', () => {
  expect(isIgnored({ kind: 'ignored', reason: 'dry-run' })).toBe(true);
  expect(isIgnored([finding])).toBe(false);
});
