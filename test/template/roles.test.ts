import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resource, resourcesOf } from './template.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Statement = z.object({ Sid: z.string(), Effect: z.literal('Allow'), Action: list, Resource: z.unknown() });
const Role = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([z.object({ Principal: z.object({ Service: z.literal('lambda.amazonaws.com') }) })]),
  }),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
});

const statementsOf = (role: string) =>
  Role.parse(resource(role).Properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const roles = ['OnLaunchRole', 'OnNoncomplianceRole', 'SweepRole'];

const shared = [
  'cloudwatch:GetMetricData',
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
  'ec2:DescribeInstances',
  'ec2:GetInstanceMetadataDefaults',
  'ec2:ModifyInstanceMetadataOptions',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sns:GetTopicAttributes',
  'sns:Publish',
  'sqs:SendMessage',
  'ssm:CreateOpsItem',
  'ssm:GetOpsItem',
  'ssm:GetParameter',
  'ssm:UpdateOpsItem',
];

/** Actions for which the Service Authorization Reference lists no resource type. Only one of them writes. */
const withoutResourceLevel = new Set([
  'cloudwatch:GetMetricData',
  'ec2:DescribeInstances',
  'ec2:DescribeRegions',
  'ec2:GetInstanceMetadataDefaults',
  'ssm:CreateOpsItem',
]);

describe('the roles', () => {
  test('are one a function, and osls adds none that is shared', () => {
    expect(resourcesOf('AWS::IAM::Role').map(([id]) => id)).toEqual(roles);
  });

  test.each([
    ['OnLaunchRole', shared],
    ['OnNoncomplianceRole', shared],
    ['SweepRole', [...shared, 'ec2:DescribeRegions']],
  ])('%s allows these actions and no others', (role, actions) => {
    const allowed = new Set(statementsOf(role).flatMap(({ Action }) => Action));
    expect([...allowed].sort()).toEqual([...actions].sort());
  });

  test.each(roles)('%s names the resource wherever AWS knows one', (role) => {
    const unbounded = statementsOf(role).filter(({ Resource }) => Resource === '*');
    for (const action of unbounded.flatMap(({ Action }) => Action)) expect(withoutResourceLevel).toContain(action);
  });

  test.each(roles)('%s changes instances and tickets of this account only, in any region', (role) => {
    const resourceOf = (sid: string) => statementsOf(role).find(({ Sid }) => Sid === sid)?.Resource;
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    expect(resourceOf('SetMetadataOptions')).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
    });
    expect(resourceOf('KeepTickets')).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:opsitem/*',
    });
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  });

  test.each([
    ['OnLaunchRole', 'OnDashlaunchLogGroup', 'OnLaunchFailures'],
    ['OnNoncomplianceRole', 'OnDashnoncomplianceLogGroup', 'OnNoncomplianceFailures'],
    ['SweepRole', 'SweepLogGroup', 'SweepFailures'],
  ])('%s writes to its own log and its own queue', (role, log, queue) => {
    expect(statementsOf(role)).toContainEqual(
      expect.objectContaining({ Sid: 'Log', Resource: { 'Fn::GetAtt': [log, 'Arn'] } }),
    );
    expect(statementsOf(role)).toContainEqual(
      expect.objectContaining({ Sid: 'GiveUp', Resource: { 'Fn::GetAtt': [queue, 'Arn'] } }),
    );
  });
});
