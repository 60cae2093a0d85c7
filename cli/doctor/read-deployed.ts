import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { DeployedFacts } from '../../src/doctor/examine.ts';
import type { FunctionFacts, FunctionState } from '../../src/doctor/functions.ts';
import { type Part, parts } from '../../src/doctor/parts.ts';
import { roleOf } from '../../src/doctor/roles.ts';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Stack } from '../../src/doctor/stack.ts';
import type { Instant } from '../../src/domain/time.ts';
import { type Config, see, seeOrNone } from './aws.ts';
import { inPool } from './pool.ts';
import { readBrakes, readCalendar, readPolicy, readQueue, readSubscriptions, readTable } from './read-data.ts';
import { readHeartbeat } from './read-metrics.ts';
import { readRole } from './read-roles.ts';
import { readRules } from './read-rules.ts';

/** Everything that the stack deployed, by the ids that CloudFormation has for it. */
export async function readDeployed(
  config: Config,
  stack: Stack,
  now: Instant,
  changedAt: number | null,
): Promise<DeployedFacts> {
  const id = (logical: string): string => stack.resources.get(logical)?.id ?? logical;
  const sweep = id('SweepLambdaFunction');
  const [deployed, table, { policy, calendar }, brakes, heartbeat, rules, queues, subscriptions] = await Promise.all([
    inPool(parts, 2, (part) => readPart(config, stack, part)),
    readTable(config, id('Cases')),
    readPolicies(config, id('Policy'), now),
    readBrakes(config, id('Cases'), now),
    readHeartbeat(config, sweep, now, changedAt),
    readRules(config, stack),
    inPool(parts, 4, async ({ name, queue }) => (queue === null ? [] : [await readQueue(config, name, id(queue))])),
    readSubscriptions(config, id('Notices')),
  ]);
  return {
    functions: deployed.map(({ fn }) => fn),
    roles: deployed.map(({ role }) => role),
    ...{ table, policy, brakes, calendar, rules },
    queues: queues.flat(),
    sweep: { function: sweep, heartbeat },
    topic: { arn: id('Notices'), subscriptions, hasChannel: hasChannel(stack) },
  };
}

async function readPolicies(config: Config, parameter: string, now: Instant) {
  const policy = await readPolicy(config, parameter);
  return { policy, calendar: await readCalendar(config, policy, now) };
}

const hasChannel = ({ resources }: Stack): boolean =>
  [...resources.values()].some(({ type }) => /^AWS::Chatbot::\w+ChannelConfiguration$/.test(type));

/** The role that is examined is the one that the function has now. */
async function readPart(config: Config, stack: Stack, part: Part) {
  const { fn, role } = await readFunction(config, stack, part);
  return { fn, role: await readRole(config, stack, part, role ?? roleOf(stack, part)) };
}

async function readFunction(config: Config, stack: Stack, part: Part) {
  const client = new LambdaClient(config);
  const name = stack.resources.get(part.lambda)?.id ?? part.lambda;
  const [configured, reserved] = await Promise.all([
    seeOrNone(
      'lambda:GetFunctionConfiguration',
      () => client.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
      /^ResourceNotFoundException$/,
    ),
    see('lambda:GetFunctionConcurrency', async () => {
      const answer = await client.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
      return answer.ReservedConcurrentExecutions ?? null;
    }),
  ]);
  const state: Seen<FunctionState | null> = !isSeen(configured)
    ? configured
    : {
        known: configured.known && {
          state: configured.known.State ?? 'Active',
          reason: configured.known.StateReason ?? null,
        },
      };
  const fn: FunctionFacts = { part, name, state, reserved };
  return { fn, role: isSeen(configured) ? configured.known?.Role : undefined };
}
