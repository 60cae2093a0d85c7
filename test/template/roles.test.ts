import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { getAtt, resource, resourcesOf } from './template.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Statement = z.object({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: list,
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const Role = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([z.object({ Principal: z.object({ Service: z.literal('lambda.amazonaws.com') }) })]),
  }),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
});

const statementsOf = (role: string) =>
  Role.parse(resource(role).Properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Roles of functions that decide cases and run effects. */
const deciding = ['OnNoncomplianceRole', 'SweepRole', 'OperatorRole', 'OperatorChatRole'];
const roles = ['OnLaunchRole', 'OnMetadataChangeRole', ...deciding, 'ReportRole'];
const ofChannels = ['ChatChannelRole', 'ChatOperatorsRole'];
const ofForwarding = ['ForwardingRole', 'ForwardingAdministrationRole', 'ForwardingExecutionRole'];

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
  'ssm:CreateOpsItem',
  'ssm:GetCalendarState',
  'ssm:GetOpsItem',
  'ssm:GetParameter',
  'ssm:UpdateOpsItem',
];

/** Actions for which the Service Authorization Reference lists no resource type. Only one of them writes. */
const withoutResourceLevel = new Set([
  'autoscaling:DescribeScalingActivities',
  'cloudwatch:GetMetricData',
  'ec2:DescribeInstances',
  'ec2:DescribeRegions',
  'ec2:GetInstanceMetadataDefaults',
  'ssm:CreateOpsItem',
]);

/** What a role may do to the index of that name. */
const indexed = (role: string, index: string): readonly string[] =>
  statementsOf(role).flatMap(({ Action, Resource }) =>
    JSON.stringify(Resource) === JSON.stringify({ 'Fn::Sub': `\${Cases.Arn}/index/${index}` }) ? Action : [],
  );

describe('the roles', () => {
  test('are one a function and one a kind of chat channel, three for forwarding, and osls adds none that is shared', () => {
    const expected = [...roles, ...ofChannels, ...ofForwarding];
    expect(new Set(resourcesOf('AWS::IAM::Role').map(([id]) => id))).toEqual(new Set(expected));
  });

  test.each([
    [
      'OnLaunchRole',
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'ec2:DescribeInstances',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:SendMessage',
        'ssm:GetParameter',
      ],
    ],
    [
      'OnMetadataChangeRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:SendMessage',
        'ssm:GetParameter',
      ],
    ],
    ['OnNoncomplianceRole', [...shared, 'sqs:SendMessage']],
    ['SweepRole', [...shared, 'autoscaling:DescribeScalingActivities', 'ec2:DescribeRegions', 'sqs:SendMessage']],
    ['OperatorRole', [...shared, 'dynamodb:DeleteItem', 'ec2:DescribeRegions']],
    ['OperatorChatRole', [...shared, 'ec2:DescribeRegions']],
    [
      'ReportRole',
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sns:GetTopicAttributes',
        'sns:Publish',
        'sqs:SendMessage',
        'ssm:GetParameter',
      ],
    ],
  ])('%s allows these actions and no others', (role, actions) => {
    const allowed = new Set(statementsOf(role).flatMap(({ Action }) => Action));
    expect([...allowed].sort()).toEqual([...actions].sort());
  });

  test.each(roles)('%s names the resource wherever AWS knows one', (role) => {
    const unbounded = statementsOf(role).filter(({ Resource }) => Resource === '*');
    for (const action of unbounded.flatMap(({ Action }) => Action)) expect(withoutResourceLevel).toContain(action);
  });

  test.each(deciding)('%s changes instances of this account only, in any region, and tickets at home', (role) => {
    const resourceOf = (sid: string) => statementsOf(role).find(({ Sid }) => Sid === sid)?.Resource;
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    expect(resourceOf('SetMetadataOptions')).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
    });
    expect(resourceOf('KeepTickets')).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:opsitem/*',
    });
    expect(resourceOf('ReadCalendar')).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:document/*',
    });
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  });

  test.each([
    ['due', ['SweepRole']],
    ['listed', ['OperatorRole', 'ReportRole']],
  ])('the index %s is queried by those who need it, and nothing else is done to it', (index, querying) => {
    const doing = roles.flatMap((role) => indexed(role, index).map((action) => ({ role, action })));
    expect(doing).toEqual(querying.map((role) => ({ role, action: 'dynamodb:Query' })));
  });

  test.each([
    ['OperatorRole', 'dynamodb:DeleteItem', 'controls'],
    ['ReportRole', 'dynamodb:PutItem', 'report'],
  ])('%s is allowed %s in its own partition only', (role, action, partition) => {
    const found = statementsOf(role).filter(({ Action }) => Action.includes(action));
    expect(found.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
    ]);
  });

  test.each([
    ['OnLaunchRole', 'OnDashlaunchLogGroup', 'OnLaunchFailures'],
    ['OnMetadataChangeRole', 'OnDashmetadataDashchangeLogGroup', 'OnMetadataChangeFailures'],
    ['OnNoncomplianceRole', 'OnDashnoncomplianceLogGroup', 'OnNoncomplianceFailures'],
    ['SweepRole', 'SweepLogGroup', 'SweepFailures'],
    ['OperatorRole', 'OperatorLogGroup', null],
    ['OperatorChatRole', 'OperatorDashchatLogGroup', null],
    ['ReportRole', 'ReportLogGroup', 'ReportFailures'],
  ])('%s writes to its own log and its own queue', (role, log, queue) => {
    const resourcesTo = (action: string) =>
      statementsOf(role).flatMap(({ Action, Resource }) => (Action.includes(action) ? [Resource] : []));
    expect(resourcesTo('logs:PutLogEvents')).toEqual([getAtt(log)]);
    expect(resourcesTo('sqs:SendMessage')).toEqual(queue === null ? [] : [getAtt(queue)]);
  });
});
