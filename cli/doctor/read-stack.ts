import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Resource, Stack } from '../../src/doctor/stack.ts';
import { innermost } from '../faults.ts';
import { type Config, see } from './aws.ts';

export interface ReadStack {
  readonly stack: Seen<Stack | null>;
  /** When somebody last changed it. */
  readonly changedAt: number | null;
}

export async function readStack(config: Config, name: string): Promise<ReadStack> {
  const client = new CloudFormationClient(config);
  const described = await see('cloudformation:DescribeStacks', () => describe(client, name));
  if (!isSeen(described)) return { stack: described, changedAt: null };
  if (described.known === null) return { stack: { known: null }, changedAt: null };
  const { StackId = '', StackStatus = '', CreationTime, LastUpdatedTime } = described.known;
  const changedAt = (LastUpdatedTime ?? CreationTime)?.getTime() ?? null;
  const resources = await see('cloudformation:ListStackResources', () => list(client, name));
  if (!isSeen(resources)) return { stack: resources, changedAt };
  const [, partition = 'aws', , region = config.region, account = ''] = StackId.split(':');
  return {
    stack: { known: { stack: name, region, account, partition, status: StackStatus, resources: resources.known } },
    changedAt,
  };
}

/** One that was deleted is as good as none. */
async function describe(client: CloudFormationClient, StackName: string) {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE' ? null : stack;
  } catch (error) {
    const { name, message } = innermost(error);
    if (name === 'ValidationError' && /does not exist/.test(message)) return null;
    throw error;
  }
}

async function list(client: CloudFormationClient, StackName: string): Promise<ReadonlyMap<string, Resource>> {
  const found = new Map<string, Resource>();
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListStackResourcesCommand({ StackName, ...(next !== undefined && { NextToken: next }) }),
    );
    for (const {
      LogicalResourceId: logical = '',
      ResourceType: type = '',
      PhysicalResourceId: id = '',
    } of page.StackResourceSummaries ?? []) {
      found.set(logical, { type, id });
    }
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}
