import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { formatInstant, instant } from '../../src/domain/time.ts';
import { readChatPayload } from '../../src/operators/chat-payload.ts';
import { createdIf } from './conditions.ts';
import { getAtt, parameters, resource, resourcesOf } from './template.ts';

const ref = (logicalId: string) => ({ Ref: logicalId });

const slack = { SlackWorkspaceId: 'T0123456789' };
const teams = {
  TeamsTeamId: '11111111-2222-3333-4444-555555555555',
  TeamsTenantId: '66666666-7777-8888-9999-000000000000',
};
const owners = ['ChatChannel', 'ChatChannelPolicy', 'ChatChannelRole', 'AskAction', 'ShowAction'];
const operators = [
  'ChatOperators',
  'ChatOperatorsPolicy',
  'ChatOperatorsRole',
  'ApproveAction',
  'DenyAction',
  'OperatorsAskAction',
  'OperatorsShowAction',
];

test.each([
  ['nothing is given', {}, []],
  ['a workspace alone is given', slack, []],
  ['a channel without its workspace is given', { SlackChannelId: 'C0123456789' }, []],
  ['a team without its tenant is given', { TeamsTeamId: teams.TeamsTeamId, TeamsChannelId: '19%3aa%40b' }, []],
  ['Slack has a channel', { ...slack, SlackChannelId: 'C0123456789' }, [...owners, 'SlackChannel']],
  [
    'Slack has a channel for operators',
    { ...slack, SlackOperatorsChannelId: 'C9876543210' },
    [...operators, 'SlackOperatorsChannel'],
  ],
  ['Teams has a channel', { ...teams, TeamsChannelId: '19%3aa%40b' }, [...owners, 'TeamsChannel']],
  [
    'Teams has a channel for operators',
    { ...teams, TeamsOperatorsChannelId: '19%3aa%40b' },
    [...operators, 'TeamsOperatorsChannel'],
  ],
])('when %s, just what belongs to it is created', (_when, given, expected) => {
  expect(createdIf(given).toSorted()).toEqual([...expected].sort());
});

test('every parameter is empty unless somebody gives it', () => {
  expect(Object.values(parameters).map(({ Default }) => Default)).toEqual(Array(10).fill(''));
});

const rooms = [
  {
    room: 'channel',
    alias: 'ChatChannel',
    policy: 'ChatChannelPolicy',
    role: 'ChatChannelRole',
    configurations: ['SlackChannel', 'TeamsChannel'],
    actions: ['ShowAction', 'AskAction'],
  },
  {
    room: 'operators',
    alias: 'ChatOperators',
    policy: 'ChatOperatorsPolicy',
    role: 'ChatOperatorsRole',
    configurations: ['SlackOperatorsChannel', 'TeamsOperatorsChannel'],
    actions: ['OperatorsShowAction', 'OperatorsAskAction', 'ApproveAction', 'DenyAction'],
  },
];

describe.each(rooms)('the kind of channel $room', ({ room, alias, policy, role, configurations, actions }) => {
  test('comes in by an alias of its own', () => {
    expect(resource(alias).Properties).toMatchObject({
      FunctionName: ref('OperatorDashchatLambdaFunction'),
      FunctionVersion: '$LATEST',
      Name: room,
    });
  });

  test('may invoke that alias and do nothing else, whatever role somebody picks there', () => {
    expect(resource(policy).Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'Ask', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ref(alias) }],
    });
    const { Properties } = resource(role);
    expect(Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'chatbot.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: [ref(policy)],
    });
    expect(Properties).not.toHaveProperty('Policies');
    for (const id of configurations) {
      expect(resource(id).Properties).toMatchObject({
        IamRoleArn: getAtt(role),
        GuardrailPolicies: [ref(policy)],
      });
    }
  });

  test('hears the notices and has these buttons', () => {
    for (const id of configurations) {
      expect(resource(id).Properties).toMatchObject({
        SnsTopicArns: [ref('Notices')],
        CustomizationResourceArns: actions.map(ref),
      });
    }
  });

  test.each(actions)('%s invokes that alias', (action) => {
    expect(commandOf(action)).toMatch(
      new RegExp(
        `^lambda invoke --function-name imdsv2-remediator-live-operator-chat:${room} --payload \\S+ --region eu-central-1$`,
      ),
    );
  });
});

const Action = z.object({
  ActionName: z.object({ 'Fn::Sub': z.string() }),
  Definition: z.object({ CommandText: z.object({ 'Fn::Sub': z.string() }) }),
  Attachments: z.tuple([
    z.strictObject({
      ButtonText: z.string().min(1).max(50),
      NotificationType: z.literal('Custom'),
      Variables: z
        .record(z.string().regex(/^[\w-]{1,100}$/), z.string().regex(/^[\x21-\x7f]{1,1024}$/))
        .refine((variables) => Object.keys(variables).length <= 5),
      Criteria: z
        .array(
          z.strictObject({
            Operator: z.enum(['HAS_VALUE', 'EQUALS']),
            VariableName: z.string(),
            Value: z.string().optional(),
          }),
        )
        .min(1)
        .max(5),
    }),
  ]),
});

const actions = resourcesOf('AWS::Chatbot::CustomAction').map(([id, { Properties }]) => ({
  id,
  ...Action.parse(Properties),
}));

/** The command as CloudFormation makes it. */
function commandOf(id: string): string {
  const names: Readonly<Record<string, string>> = {
    OperatorDashchatLambdaFunction: 'imdsv2-remediator-live-operator-chat',
    'AWS::Region': 'eu-central-1',
  };
  const { 'Fn::Sub': text = '' } = actions.find((action) => action.id === id)?.Definition.CommandText ?? {};
  return text.replaceAll(/\$\{([^}]+)\}/g, (_whole, name: string) => names[name] ?? '?');
}

const NOW = instant(Date.parse('2026-03-02T00:00:00Z'));

describe.each(actions)('the button $id', ({ id, ActionName, Attachments: [attachment] }) => {
  test('has a name that no other stack has', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    expect(ActionName['Fn::Sub'].replace('${AWS::StackName}', 'imdsv2-remediator-live')).toMatch(
      /^imdsv2-remediator-live-[a-z-]{1,41}$/,
    );
  });

  test('is on our own notices only, because no other has the variable', () => {
    expect(attachment.Variables['Case']).toBe('event.metadata.additionalContext.case');
    expect(attachment.Criteria).toContainEqual({ Operator: 'HAS_VALUE', VariableName: 'Case' });
    for (const { VariableName } of attachment.Criteria) expect(attachment.Variables).toHaveProperty(VariableName);
  });

  test('carries the id of the case and nothing else, in a form that operator-chat reads', () => {
    const command = commandOf(id);
    expect(command.length).toBeLessThanOrEqual(5000);
    expect(command.match(/\$\w+/g)).toEqual(['$Case']);
    const caseId = `eu-central-1/tag:Team="'$(reboot)\\u202e ;&|`;
    const payload = /--payload (\S+) --region/.exec(command)?.[1] ?? '';
    const request = readChatPayload(JSON.parse(payload.replace('$Case', () => encodeURIComponent(caseId))), 'x-1', NOW);
    expect(request).toMatchObject(
      request.kind === 'request' ? { scope: { kind: 'workload', caseId } } : { case: caseId },
    );
  });
});

test('the buttons are these: in the operators channel also those that decide, on requests alone', () => {
  expect(
    actions.map(({ id, Attachments: [{ ButtonText, Criteria }] }) => [
      id,
      ButtonText,
      JSON.parse(/--payload (\S+)/.exec(commandOf(id))?.[1] ?? '').kind,
      Criteria.flatMap(({ VariableName, Value }) => (Value === undefined ? [] : [`${VariableName} is ${Value}`])),
    ]),
  ).toEqual([
    ['ShowAction', 'Show', 'show', []],
    ['AskAction', 'Ask for 7 days', 'request', []],
    ['OperatorsShowAction', 'Show', 'show', []],
    ['OperatorsAskAction', 'Ask for 7 days', 'request', []],
    ['ApproveAction', 'Approve', 'approve', ['Occasion is exception-requested']],
    ['DenyAction', 'Deny', 'deny', ['Occasion is exception-requested']],
  ]);
});

test('a week is asked for', () => {
  const payload = JSON.parse(/--payload (\S+)/.exec(commandOf('AskAction'))?.[1] ?? '');
  const request = readChatPayload({ ...payload, case: 'eu-central-1/asg:web' }, 'x-1', NOW);
  expect(request.kind === 'request' && formatInstant(request.until)).toBe('2026-03-09T00:00:00.000Z');
});
