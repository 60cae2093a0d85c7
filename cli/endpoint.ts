import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { type Instant, instant } from '../src/domain/time.ts';
import type { Right } from '../src/operators/rights.ts';
import { faultOf, type Tried } from './faults.ts';
import { OperatorError } from './operator.ts';
import type { Settings } from './settings.ts';
import type { Signer } from './sign.ts';

/** The account as the SDK's standard settings reach it, and where its stack can be asked. */
export interface Endpoint extends Signer {
  readonly tried: Tried;
  /** @throws OperatorError when there is no such stack, or it may not be read. */
  readonly doorOf: (right: Right) => Promise<Door>;
  /** What the stack says of itself. @throws OperatorError likewise. */
  readonly outputs: () => Promise<Outputs>;
  readonly now: () => Instant;
}

export interface Door {
  readonly url: URL;
  /** The managed policy that lets people in. */
  readonly policy: string;
}

const OUTPUTS: Readonly<Record<Right, string>> = {
  reader: 'OperatorReader',
  requester: 'OperatorRequester',
  approver: 'OperatorApprover',
};

export type Outputs = ReadonlyMap<string, string>;

export function findEndpoint({ stack, region, profile }: Settings, env: NodeJS.ProcessEnv): Endpoint {
  const client = new CloudFormationClient(clientConfig({ region, profile }, env));
  const tried: Tried = { stack, profile: profile ?? env['AWS_PROFILE'] ?? null, region: client.config.region };
  let outputs: Promise<Outputs> | undefined;
  const read = async () => {
    outputs ??= readOutputs(client, stack);
    try {
      return await outputs;
    } catch (cause) {
      // Somebody may sign in and try again: the console runs for hours.
      outputs = undefined;
      throw await faultOf(cause, tried);
    }
  };
  return {
    tried,
    credentials: () => client.config.credentials(),
    region: () => client.config.region(),
    now: () => instant(Date.now() + client.config.systemClockOffset),
    outputs: read,
    doorOf: async (right) => doorOf(await read(), OUTPUTS[right], stack),
  };
}

/** For the client of any service. The command line of AWS knows AWS_DEFAULT_REGION, the SDK does not. */
export function clientConfig(
  { region, profile }: { readonly region: string | undefined; readonly profile: string | undefined },
  env: NodeJS.ProcessEnv,
): Pick<CloudFormationClientConfig, 'region' | 'profile' | 'requestHandler'> {
  const inRegion = region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  return {
    ...(inRegion && { region: inRegion }),
    ...(profile && { profile }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  };
}

async function readOutputs(client: CloudFormationClient, stack: string): Promise<Outputs> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
  return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

function doorOf(outputs: Outputs, name: string, stack: string): Door {
  const text = outputs.get(`${name}Url`) ?? '';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && isPrivate(url)) return { url, policy: outputs.get(`${name}PolicyArn`) ?? `${name}Policy` };
  throw new OperatorError(
    'no-stack',
    `The stack "${stack}" has no usable output ${name}Url: is it wholly deployed, and of this version? Another one: --stack.`,
    null,
  );
}

/** Orders and their answers cross no network in the clear. */
const isPrivate = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
