import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { RegionFound } from './plan.ts';

/** Nobody waits long for a region that a network or a policy keeps away. */
const settings = { maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };

export async function accountId(home: string): Promise<string> {
  const { Account } = await new STSClient({ ...settings, region: home }).send(new GetCallerIdentityCommand());
  if (Account === undefined) throw new Error('AWS did not say whose credentials these are');
  return Account;
}

/** Every region that the account has enabled, and whether the stack is there. */
export async function findRegions(home: string, stackName: string): Promise<readonly RegionFound[]> {
  // Without AllRegions these are the enabled ones.
  const { Regions = [] } = await new EC2Client({ ...settings, region: home }).send(new DescribeRegionsCommand());
  const enabled = Regions.flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined ? [] : [{ region: RegionName, optIn: OptInStatus === 'opted-in' }],
  );
  return Promise.all(enabled.map(async (each) => ({ ...each, stack: await lookFor(each.region, stackName) })));
}

async function lookFor(region: string, stackName: string): Promise<RegionFound['stack']> {
  try {
    const stack = await findStack(region, stackName);
    return stack === null ? 'none' : { since: stack.CreationTime?.toISOString().slice(0, 10) ?? 'an unknown day' };
  } catch (error) {
    return { unreadable: error instanceof Error ? `CloudFormation does not answer (${error.name})` : String(error) };
  }
}

/** Null when there is none; everything else that goes wrong is thrown. */
export async function findStack(region: string, stackName: string): Promise<Stack | null> {
  const cloudFormation = new CloudFormationClient({ ...settings, region });
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    return Stacks[0] ?? null;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) return null;
    throw error;
  }
}
