import { describe, expect, test } from 'vitest';
import { getAtt, resource, resourcesOf } from './template.ts';

const functions = [
  {
    name: 'on-launch',
    id: 'OnDashlaunch',
    role: 'OnLaunchRole',
    failures: 'OnLaunchFailures',
    timeout: 60,
    memory: 512,
  },
  {
    name: 'on-metadata-change',
    id: 'OnDashmetadataDashchange',
    role: 'OnMetadataChangeRole',
    failures: 'OnMetadataChangeFailures',
    timeout: 60,
    memory: 512,
  },
  {
    name: 'on-noncompliance',
    id: 'OnDashnoncompliance',
    role: 'OnNoncomplianceRole',
    failures: 'OnNoncomplianceFailures',
    timeout: 60,
    memory: 512,
  },
  { name: 'sweep', id: 'Sweep', role: 'SweepRole', failures: 'SweepFailures', timeout: 300, memory: 1024 },
  { name: 'operator', id: 'Operator', role: 'OperatorRole', failures: null, timeout: 60, memory: 1024 },
  {
    name: 'operator-chat',
    id: 'OperatorDashchat',
    role: 'OperatorChatRole',
    failures: null,
    // A command that a channel runs is given up after 15 seconds.
    timeout: 15,
    memory: 1024,
  },
  { name: 'report', id: 'Report', role: 'ReportRole', failures: 'ReportFailures', timeout: 60, memory: 1024 },
];

const onEvents = functions.flatMap(({ name, id, failures }) => (failures === null ? [] : [{ name, id, failures }]));

describe('the packaged functions', () => {
  test('are these and no others', () => {
    expect(resourcesOf('AWS::Lambda::Function').map(([id]) => id)).toEqual(
      functions.map(({ id }) => `${id}LambdaFunction`),
    );
  });

  test.each(functions)('$name runs on Node 24, arm64, under a role of its own', ({ name, id, role, ...sizes }) => {
    const { Properties } = resource(`${id}LambdaFunction`);
    expect(Properties).toMatchObject({
      Handler: `dist/${name}.handler`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Role: getAtt(role),
      Timeout: sizes.timeout,
      MemorySize: sizes.memory,
    });
    // In a small account a reservation fails to deploy.
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test.each(functions)('$name learns from its environment where everything is', ({ id }) => {
    expect(resource(`${id}LambdaFunction`).Properties['Environment']).toEqual({
      Variables: {
        TABLE_NAME: { Ref: 'Cases' },
        TOPIC_ARN: { Ref: 'Notices' },
        POLICY_PARAMETER: { Ref: 'Policy' },
        ACCOUNT_ID: { Ref: 'AWS::AccountId' },
        STACK_NAME: { Ref: 'AWS::StackName' },
        POWERTOOLS_SERVICE_NAME: 'imdsv2-remediator',
        POWERTOOLS_METRICS_NAMESPACE: 'imdsv2-remediator',
      },
    });
  });

  test.each(onEvents)('$name hands what failed three times to a queue of its own', ({ id, failures }) => {
    expect(resource(`${id}LambdaEvConf`).Properties).toMatchObject({
      FunctionName: { Ref: `${id}LambdaFunction` },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: getAtt(failures) } },
    });
    expect(resource(failures).Properties).toEqual({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
  });

  test('those that people wait for keep nothing to be tried again', () => {
    expect(resourcesOf('AWS::Lambda::EventInvokeConfig').map(([id]) => id)).toEqual(
      onEvents.map(({ id }) => `${id}LambdaEvConf`),
    );
    expect(resourcesOf('AWS::SQS::Queue').map(([id]) => id)).toEqual(onEvents.map(({ failures }) => failures));
  });

  test.each(functions)('$name keeps its log for 90 days, in a group without a fixed name', ({ id }) => {
    expect(resource(`${id}LogGroup`).Properties).toEqual({
      LogGroupName: { Ref: 'AWS::NoValue' },
      RetentionInDays: 90,
    });
    expect(resource(`${id}LambdaFunction`).Properties['LoggingConfig']).toEqual({
      LogGroup: { Ref: `${id}LogGroup` },
    });
  });
});
