import { describe, expect, test } from 'vitest';
import { resource, resourcesOf } from './template.ts';

describe('the table', () => {
  const { Properties, ...attributes } = resource('Cases');

  test('is keyed by pk and sk, with an index of what is due and one of a line about each case', () => {
    expect(Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'dueKey', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'listed',
          KeySchema: [
            { AttributeName: 'listKey', KeyType: 'HASH' },
            { AttributeName: 'listAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['brief'] },
        },
      ],
      AttributeDefinitions: ['pk', 'sk', 'dueKey', 'dueAt', 'listKey', 'listAt'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
    });
  });

  test('is paid by use, encrypted, recoverable and cleaned by TTL', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('outlives the stack, a replacement and a hasty delete', () => {
    expect(attributes).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(Properties).toMatchObject({ DeletionProtectionEnabled: true });
  });

  test('has no fixed name', () => {
    expect(Properties).not.toHaveProperty('TableName');
  });
});

describe('the policy parameter', () => {
  test('holds the resolved policy as one line of JSON, within the limit of an advanced parameter', () => {
    const { Type, Value } = resource('Policy').Properties;
    expect(Type).toBe('String');
    const text = String(Value);
    expect(JSON.parse(text)).toMatchObject({ mode: expect.stringMatching(/^(enforce|observe)$/) });
    expect(text).not.toMatch(/\n./);
    // osls resolves its variables in the text too.
    expect(text).not.toContain('$');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
  });
});

describe('the alarms', () => {
  const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

  test.each(resourcesOf('AWS::SQS::Queue').map(([id]) => id))('one rises as soon as %s holds a message', (queue) => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
      }),
    );
  });

  test.each(
    resourcesOf('AWS::Lambda::Function').flatMap(([id]) => [
      [id, 'Errors'],
      [id, 'Throttles'],
    ]),
  )('%s has one for %s', (id, metric) => {
    expect(alarms).toContainEqual(
      expect.objectContaining({ MetricName: metric, Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }] }),
    );
  });

  test('one rises when the sweep falls silent', () => {
    expect(resource('SweepSilent').Properties).toMatchObject({
      MetricName: 'Invocations',
      Period: 900,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('one rises when the report, which tries three times within minutes, fails twice', () => {
    expect(resource('ReportFails').Properties).toMatchObject({ Period: 900, EvaluationPeriods: 1, Threshold: 1 });
  });

  test('the metrics of our own are in the namespace and dimension that the functions write', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === 'imdsv2-remediator');
    expect(own.map(({ MetricName }) => MetricName)).toEqual([
      'OldestDueAge',
      'UnreadableFacts',
      'RefusedChanges',
      'BreakerOpened',
      'RefusedOrders',
    ]);
    for (const { Dimensions } of own) expect(Dimensions).toEqual([{ Name: 'service', Value: 'imdsv2-remediator' }]);
  });

  test('all speak on the topic of the notices', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: 'Notices' }]);
  });
});
