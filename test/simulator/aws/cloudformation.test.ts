import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { startWorld } from './world.ts';

const NAME = 'imdsv2-remediator-live';

async function start() {
  const { aws, config } = await startWorld();
  aws.stacks.set(NAME, { OperatorReaderUrl: 'http://127.0.0.1/a&b/', Table: 'cases' });
  return (StackName: string, region = 'us-east-1') =>
    new CloudFormationClient({ ...config, region }).send(new DescribeStacksCommand({ StackName }));
}

test('a stack is described with its outputs', async () => {
  const describeStack = await start();
  const { Stacks } = await describeStack(NAME);
  expect(Stacks).toMatchObject([
    {
      StackName: NAME,
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [
        { OutputKey: 'OperatorReaderUrl', OutputValue: 'http://127.0.0.1/a&b/' },
        { OutputKey: 'Table', OutputValue: 'cases' },
      ],
    },
  ]);
});

test.each([
  ['of another name', 'other', 'us-east-1'],
  ['of another region', NAME, 'eu-west-1'],
])('a stack %s does not exist', async (_what, name, region) => {
  const describeStack = await start();
  await expect(describeStack(name, region)).rejects.toThrow(
    expect.objectContaining({ name: 'ValidationError', message: `Stack with id ${name} does not exist` }),
  );
});
