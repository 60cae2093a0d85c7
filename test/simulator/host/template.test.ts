// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are CloudFormation's placeholders
import { describe, expect, test } from 'vitest';
import { readStack, whenOf } from '../../../simulator/host/stack.ts';
import { resolveTemplate, TemplateError } from '../../../simulator/host/template.ts';

const surroundings = { account: '123456789012', region: 'us-east-1', stackName: 'stack' };

/** The property `value` of a resource, resolved beside a topic, a table and a queue. */
function resolved(value: unknown): unknown {
  const Resources = {
    Notices: { Type: 'AWS::SNS::Topic' },
    Cases: { Type: 'AWS::DynamoDB::Table' },
    Failures: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-failures' } } },
    Subject: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/policy', value } },
  };
  const template = JSON.stringify({ Parameters: { Stage: { Type: 'String', Default: 'live' } }, Resources });
  return resolveTemplate(template, surroundings).find(({ id }) => id === 'Subject')?.properties['value'];
}

describe('a template', () => {
  test.each([
    ['Ref of a topic is its ARN', { Ref: 'Notices' }, 'arn:aws:sns:us-east-1:123456789012:stack-Notices'],
    ['Ref of a table is its name', { Ref: 'Cases' }, 'stack-Cases'],
    [
      'Ref of a queue is its URL',
      { Ref: 'Failures' },
      'https://sqs.us-east-1.amazonaws.com/123456789012/stack-failures',
    ],
    ['Ref of a parameter is its default', { Ref: 'Stage' }, 'live'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['GetAtt of a queue', { 'Fn::GetAtt': ['Failures', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:stack-failures'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Cases.Arn' }, 'arn:aws:dynamodb:us-east-1:123456789012:table/stack-Cases'],
    [
      'Sub with an attribute and a literal',
      { 'Fn::Sub': '${Cases.Arn}/${!x}' },
      'arn:aws:dynamodb:us-east-1:123456789012:table/stack-Cases/${x}',
    ],
    ['Sub with names of its own', { 'Fn::Sub': ['${a}/${Stage}', { a: { Ref: 'Cases' } }] }, 'stack-Cases/live'],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'Stage' }]] }, 'a:live'],
    ['what is nested', { list: [{ Ref: 'Stage' }], not: { Ref: 'AWS::NoValue' } }, { list: ['live'] }],
  ])('resolves %s', (_sentence, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each([[{ Ref: 'Nobody' }], [{ 'Fn::ImportValue': 'x' }], [{ 'Fn::GetAtt': ['Cases', 'Colour'] }]])(
    'with what it cannot resolve is an error: %j',
    (value) => {
      expect(() => resolved(value)).toThrow(TemplateError);
    },
  );
});

describe('a stack', () => {
  const resource = (id: string, type: string, properties: Record<string, unknown>) => ({
    id,
    type,
    name: id,
    arn: `arn:${id}`,
    properties,
  });

  test('has functions with their environment, rules with patterns, and schedules', () => {
    const stack = readStack([
      resource('sweep', 'AWS::Lambda::Function', {
        Handler: 'dist/sweep.handler',
        Environment: { Variables: { A: '1' } },
      }),
      resource('every', 'AWS::Events::Rule', {
        ScheduleExpression: 'rate(5 minutes)',
        Targets: [{ Arn: 'arn:sweep' }],
      }),
      resource('on', 'AWS::Events::Rule', { EventPattern: { source: ['aws.ec2'] }, Targets: [{ Arn: 'arn:launch' }] }),
      resource('off', 'AWS::Events::Rule', { EventPattern: {}, State: 'DISABLED', Targets: [{ Arn: 'arn:launch' }] }),
    ]);
    expect(stack.functions).toMatchObject([{ name: 'sweep', handler: 'dist/sweep.handler', environment: { A: '1' } }]);
    expect(stack.rules).toEqual([{ name: 'on', pattern: { source: ['aws.ec2'] }, targets: ['arn:launch'] }]);
    expect(stack.schedules).toEqual([{ when: { kind: 'rate', everyMs: 300_000 }, target: 'arn:sweep' }]);
  });

  test('may have a schedule of once a week', () => {
    expect(whenOf('cron(30 8 ? * TUE *)')).toEqual({ kind: 'weekly', afterMonday: (24 + 8.5) * 3_600_000 });
  });

  test.each(['cron(0 8 * * ? *)', 'cron(0 8 ? * 2 *)', 'rate(5 weeks)'])(
    'does not guess what %s means',
    (expression) => {
      expect(() => whenOf(expression)).toThrow(TemplateError);
    },
  );
});
