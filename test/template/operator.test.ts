import { describe, expect, test } from 'vitest';
import { getAtt, outputs, resource, resourcesOf } from './template.ts';

const doors = [
  { right: 'reader', alias: 'OperatorReader', policy: 'OperatorReaderPolicy', reaches: ['OperatorReader'] },
  {
    right: 'requester',
    alias: 'OperatorRequester',
    policy: 'OperatorRequesterPolicy',
    reaches: ['OperatorReader', 'OperatorRequester'],
  },
  {
    right: 'approver',
    alias: 'OperatorApprover',
    policy: 'OperatorApproverPolicy',
    reaches: ['OperatorReader', 'OperatorRequester', 'OperatorApprover'],
  },
];

const ref = (logicalId: string) => ({ Ref: logicalId });

describe('the doors of the operator function', () => {
  test('are one URL a right and no others', () => {
    expect(resourcesOf('AWS::Lambda::Url').map(([id]) => id)).toEqual(doors.map(({ alias }) => `${alias}Url`));
  });

  test.each(doors)('$right: an alias that is the function as deployed, and a URL that only it answers', (door) => {
    expect(resource(door.alias)).toMatchObject({
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: ref('OperatorLambdaFunction'), FunctionVersion: '$LATEST', Name: door.right },
    });
    const { Properties, DependsOn } = resource(`${door.alias}Url`);
    expect(DependsOn).toEqual([door.alias]);
    // Exactly this: no CORS, and never the AuthType NONE.
    expect(Properties).toEqual({
      AuthType: 'AWS_IAM',
      TargetFunctionArn: getAtt('OperatorLambdaFunction'),
      Qualifier: door.right,
    });
  });

  test.each(doors)('$right: the stack tells where it is', ({ alias }) => {
    expect(outputs[`${alias}Url`]?.Value).toEqual({ 'Fn::GetAtt': [`${alias}Url`, 'FunctionUrl'] });
    expect(outputs[`${alias}PolicyArn`]?.Value).toEqual(ref(`${alias}Policy`));
  });

  test('are opened by nobody else: no permission is on the function or on the one for chat', () => {
    const permitted = resourcesOf('AWS::Lambda::Permission').map(([, { Properties }]) => Properties['FunctionName']);
    expect(permitted).not.toHaveLength(0);
    expect(JSON.stringify(permitted)).not.toMatch(/Operator/);
  });
});

describe('the policies for people', () => {
  test.each(doors)('the $right may call these URLs, sign for it, find them, and invoke nothing directly', (door) => {
    const { Type, Properties } = resource(door.policy);
    expect(Type).toBe('AWS::IAM::ManagedPolicy');
    expect(Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CallTheUrl',
          Effect: 'Allow',
          Action: 'lambda:InvokeFunctionUrl',
          Resource: door.reaches.map(ref),
          Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
        },
        {
          Sid: 'OnlyThroughTheUrl',
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: door.reaches.map(ref),
          Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
        },
        {
          Sid: 'FindTheUrl',
          Effect: 'Allow',
          Action: 'cloudformation:DescribeStacks',
          Resource: {
            'Fn::Sub':
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
              'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*',
          },
        },
      ],
    });
  });
});
