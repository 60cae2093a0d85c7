import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { STACK_NAME } from '../../simulator/host/deployed.ts';
import { packagedRoot } from '../../test/template/template.ts';
import { REGION, ROOT } from './ministack.ts';
import { run } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** osls clears the folder that it packaged to, so it is given the service in a folder of its own. */
async function serviceIn(folder: string): Promise<string> {
  const service = join(folder, 'service');
  for (const part of ['serverless.yml', 'resources', 'dist/policy.txt', 'dist/forwarding.txt']) {
    await cp(join(root, part), join(service, part), { recursive: true });
  }
  await cp(join(packagedRoot, '.serverless'), join(service, 'package'), { recursive: true });
  return service;
}

const osls = (endpoint: string, cwd: string, args: readonly string[]) =>
  run(process.execPath, [join(root, 'node_modules/serverless/bin/serverless.js'), ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_REGION: REGION,
      // It looks at the stack every five seconds otherwise.
      SLS_AWS_MONITORING_FREQUENCY: '200',
    },
  });

export interface Deployed {
  /** Of the stack. */
  readonly outputs: ReadonlyMap<string, string>;
  /** With stock osls again. @returns the logical ids of what is still there. */
  readonly remove: () => Promise<string[]>;
}

/** Deploys the package as it is, with stock osls. */
export async function deploy(endpoint: string, folder: string): Promise<Deployed> {
  const service = await serviceIn(folder);
  const must = async (args: readonly string[]): Promise<void> => {
    const { status, output } = await osls(endpoint, service, args);
    if (status !== 0) throw new Error(`osls ${args.join(' ')} ended with ${status}:\n${output}`);
  };
  await must(['deploy', '--package', 'package']);
  const client = new CloudFormationClient({ endpoint, region: REGION, credentials: ROOT });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
  const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
  return {
    outputs: new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
    remove: async () => {
      await must(['remove']);
      return left(client, Stacks[0]?.StackId ?? '');
    },
  };
}

/** By the newest event of each resource. */
async function left(client: CloudFormationClient, StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const last = new Map<string, string | undefined>();
  for (const { LogicalResourceId = '', ResourceStatus } of StackEvents) {
    if (!last.has(LogicalResourceId)) last.set(LogicalResourceId, ResourceStatus);
  }
  return [...last].filter(([, status]) => status !== 'DELETE_COMPLETE').map(([id]) => id);
}
