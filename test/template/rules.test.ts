import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matches } from '../../simulator/host/pattern.ts';
import { getAtt, resource, resourcesOf } from './template.ts';

const rules = [
  {
    name: 'imdsv2-remediator-live-run-instances',
    to: 'OnDashlaunchLambdaFunction',
    failures: 'OnLaunchFailures',
    pattern: {
      source: ['aws.ec2'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['ec2.amazonaws.com'], eventName: ['RunInstances'], errorCode: [{ exists: false }] },
    },
  },
  {
    name: 'imdsv2-remediator-live-instance-running',
    to: 'OnDashlaunchLambdaFunction',
    failures: 'OnLaunchFailures',
    pattern: {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['running'] },
    },
  },
  {
    name: 'imdsv2-remediator-live-metadata-change',
    to: 'OnDashmetadataDashchangeLambdaFunction',
    failures: 'OnMetadataChangeFailures',
    pattern: {
      source: ['aws.ec2'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['ec2.amazonaws.com'],
        eventName: ['ModifyInstanceMetadataOptions'],
        errorCode: [{ exists: false }],
      },
    },
  },
  {
    name: 'imdsv2-remediator-live-config-compliance',
    to: 'OnDashnoncomplianceLambdaFunction',
    failures: 'OnNoncomplianceFailures',
    pattern: {
      source: ['aws.config'],
      'detail-type': ['Config Rules Compliance Change'],
      detail: { configRuleName: [{ wildcard: '*ec2-imdsv2-check*' }], resourceType: ['AWS::EC2::Instance'] },
    },
  },
  {
    name: 'imdsv2-remediator-live-security-hub-finding',
    to: 'OnDashnoncomplianceLambdaFunction',
    failures: 'OnNoncomplianceFailures',
    pattern: {
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action'],
      detail: {
        findings: {
          Compliance: { Status: ['FAILED'] },
          RecordState: ['ACTIVE'],
          $or: [{ Compliance: { SecurityControlId: ['EC2.8'] } }, { ProductFields: { ControlId: ['EC2.8'] } }],
        },
      },
    },
  },
  { name: 'imdsv2-remediator-live-sweep', to: 'SweepLambdaFunction', failures: 'SweepFailures', pattern: undefined },
  { name: 'imdsv2-remediator-live-report', to: 'ReportLambdaFunction', failures: 'ReportFailures', pattern: undefined },
  { name: 'imdsv2-remediator-live-fleet', to: 'ReportLambdaFunction', failures: 'ReportFailures', pattern: undefined },
];

const packaged = new Map(
  resourcesOf('AWS::Events::Rule').map(([, { Properties }]) => [String(Properties['Name']), Properties]),
);

const arnOf = (rule: string) => ({
  'Fn::Join': [
    ':',
    [
      'arn',
      { Ref: 'AWS::Partition' },
      'events',
      { Ref: 'AWS::Region' },
      { Ref: 'AWS::AccountId' },
      { 'Fn::Join': ['/', ['rule', rule]] },
    ],
  ],
});

describe('the packaged rules', () => {
  test('are these and no others, on the default bus, switched on', () => {
    expect([...packaged.keys()]).toEqual(rules.map(({ name }) => name));
    for (const rule of packaged.values()) {
      expect(rule).toMatchObject({ State: 'ENABLED' });
      expect(rule).not.toHaveProperty('EventBusName');
    }
  });

  test.each(rules)('$name matches what its function is there for', ({ name, pattern }) => {
    expect(packaged.get(name)?.['EventPattern']).toEqual(pattern);
  });

  test('one of them runs the sweep every five minutes', () => {
    expect(packaged.get('imdsv2-remediator-live-sweep')?.['ScheduleExpression']).toBe('rate(5 minutes)');
  });

  test('one of them runs the report on Monday mornings', () => {
    expect(packaged.get('imdsv2-remediator-live-report')?.['ScheduleExpression']).toBe('cron(0 8 ? * MON *)');
  });

  test('one of them has the fleet counted every hour', () => {
    expect(packaged.get('imdsv2-remediator-live-fleet')).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Input: '{"count":"fleet"}' }],
    });
  });

  test('a finding that somebody suppressed comes through: it asks for an exception', () => {
    const event: unknown = JSON.parse(readFileSync('events/security-hub-ec2-8-suppressed.json', 'utf8'));
    expect(JSON.stringify(event)).toContain('"Workflow":{"Status":"SUPPRESSED"}');
    const { EventPattern: pattern } = packaged.get('imdsv2-remediator-live-security-hub-finding') ?? {};
    expect(matches(pattern, event)).toBe(true);
  });

  test.each([
    ['security-hub-custom-action', true],
    ['security-hub-custom-action-another-control', false],
  ])('what somebody sends by a custom action comes through if one finding is of our control: %s', (name, through) => {
    const { EventPattern: pattern } = packaged.get('imdsv2-remediator-live-security-hub-finding') ?? {};
    expect(matches(pattern, JSON.parse(readFileSync(`events/${name}.json`, 'utf8')))).toBe(through);
  });

  test.each(rules)('$name retries, then leaves the event in the queue of its function', ({ name, to, failures }) => {
    expect(packaged.get(name)?.['Targets']).toEqual([
      expect.objectContaining({
        Arn: getAtt(to),
        RetryPolicy: expect.objectContaining({ MaximumRetryAttempts: expect.any(Number) }),
        DeadLetterConfig: { Arn: getAtt(failures) },
      }),
    ]);
  });

  test.each(rules)('$name may invoke its function, and nothing else may', ({ name, to }) => {
    const permissions = resourcesOf('AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: getAtt(to),
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf(name),
    });
    expect(permissions).toHaveLength(rules.length);
  });

  test.each([
    'OnLaunchFailures',
    'OnMetadataChangeFailures',
    'OnNoncomplianceFailures',
    'SweepFailures',
    'ReportFailures',
  ])('%s lets in EventBridge, for rules of this stack alone', (queue) => {
    expect(resource(`${queue}Policy`).Properties).toEqual({
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: getAtt(queue),
            Condition: {
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Sub':
                    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
                    'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/imdsv2-remediator-live-*',
                },
              },
            },
          },
        ],
      },
    });
  });
});
