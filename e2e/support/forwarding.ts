import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { STACK_NAME } from '../../simulator/host/deployed.ts';
import { resource } from '../../test/template/template.ts';
import { ACCOUNT, REGION, ROOT } from './ministack.ts';
import { until } from './processes.ts';

const StackSet = z.object({
  TemplateBody: z.string(),
  Parameters: z.array(z.object({ ParameterKey: z.string(), ParameterValue: z.unknown() })),
});

/** What the parameters of the packaged StackSet come to in this account. ministack looks at no role of a target. */
const VALUES: Readonly<Record<string, string>> = {
  Prefix: STACK_NAME,
  HomeRegion: REGION,
  HomeBus: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
  Role: `arn:aws:iam::${ACCOUNT}:role/forwarding`,
};

/**
 * ministack has no StackSets: makes in a region the stack that the packaged one would make there.
 *
 * @returns takes it away again.
 */
export async function forward(endpoint: string, region: string): Promise<() => Promise<void>> {
  const client = new CloudFormationClient({ endpoint, region, credentials: ROOT });
  const { TemplateBody, Parameters } = StackSet.parse(resource('Forwarding').Properties);
  const StackName = `StackSet-${STACK_NAME}-forwarding`;
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody,
      Parameters: Parameters.map(({ ParameterKey }) => ({ ParameterKey, ParameterValue: VALUES[ParameterKey] })),
    }),
  );
  await until(`${StackName} is there`, async () => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus === 'CREATE_COMPLETE' ? true : undefined;
  });
  return async () => void (await client.send(new DeleteStackCommand({ StackName })));
}
