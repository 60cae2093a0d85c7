import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { expect, onTestFinished, vi } from 'vitest';
import type { AwsOptions } from '../../simulator/aws/server.ts';
import { createTopic } from '../../simulator/aws/sns.ts';
import { FUNCTION_KEY, outputsAt, packagedStack, STACK_NAME } from '../../simulator/host/deployed.ts';
import type { InstanceSpec } from '../../simulator/world/inventory.ts';
import { makeCaseStore } from '../../src/store/case-store.ts';
import { makeExceptionStore } from '../../src/store/exception-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { isObject, readSample } from '../events/samples.ts';
import { isRecording, record } from '../permissions/record.ts';
import { callers } from '../simulator/aws/callers.ts';
import { DAY, HOUR, MINUTE, NOW, startWorld } from '../simulator/aws/world.ts';

export { instanceId } from '../simulator/aws/world.ts';
export { DAY, HOUR, MINUTE, NOW };

// Nothing waits here: only a machine that is busy with something else needs longer.
vi.setConfig({ testTimeout: isRecording() ? 300_000 : 30_000 });

const REGION = 'us-east-1';
const stack = packagedStack(fileURLToPath(new URL('../../', import.meta.url)));
const table = one(stack.tables);
const topic = one(stack.topics);
const parameter = one(stack.parameters);

function one<T>([only]: readonly T[]): T {
  if (only === undefined) throw new Error('the packaged stack lacks a table, a topic or a parameter');
  return only;
}

export interface ProductOptions extends Partial<AwsOptions> {
  /** Merged into a policy of one region; everything else has its default. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly confirmed?: number;
}

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The functions as Lambda starts them, in a new container, in the environment of the packaged template. */
export async function startProduct({ policy = {}, confirmed = 1, ...options }: ProductOptions = {}) {
  /** What stands behind the operator's URLs: the alias is the door that the caller came through. */
  const operator = (door: string | undefined, event: unknown): Promise<unknown> =>
    functions.operator(
      event,
      contextOf('operator', () => remaining(), door),
    );
  const functionUrls = { callers: Object.values(callers), invoke: operator };
  const world = await startWorld({ table, functionUrls, observe: record, ...options });
  const { aws, clock } = world;
  aws.stacks.set(STACK_NAME, outputsAt(stack, aws.endpoint));
  aws.topics.set(topic.arn, createTopic({ confirmed }));
  aws.parameters.set(parameter.name, JSON.stringify({ regions: [REGION], ...policy }));
  const variables = {
    ...stack.functions[0]?.environment,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL: aws.endpoint,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const output: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => output.push(String(chunk)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => output.push(String(chunk)) > 0);
  // The SDK waits for a random share of its back-off before it tries again: here for none of it.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    for (const spy of [stdout, stderr, random]) spy.mockRestore();
  });

  let remaining = () => 300_000;
  let functions = await coldStart();
  const sweep = () =>
    functions.sweep(
      {},
      contextOf('sweep', () => remaining()),
    );
  const db = makeTable(new DynamoDBClient(world.config), String(table['TableName']));

  /** Sweeps at every tick at which something can be due, until the clock stands at `until`. */
  const sweepUntil = async (until: number): Promise<void> => {
    const tick = 5 * MINUTE;
    for (;;) {
      const { nextDueAt } = await sweep();
      const next = nextDueAt === null ? until : Date.parse(nextDueAt);
      const at = NOW + Math.ceil(Math.max(next - NOW, Date.now() - NOW + 1) / tick) * tick;
      if (at > until) break;
      clock.setSystemTime(at);
    }
    clock.setSystemTime(until);
  };

  return {
    ...world,
    operator,
    sweep,
    sweepUntil,
    sweepFor: (ms: number) => sweepUntil(Date.now() + ms),
    onLaunch: (event: unknown) => functions.onLaunch(event, contextOf('on-launch')),
    onMetadataChange: (event: unknown) => functions.onMetadataChange(event, contextOf('on-metadata-change')),
    onNoncompliance: (event: unknown) => functions.onNoncompliance(event, contextOf('on-noncompliance')),
    report: () => functions.report({}, contextOf('report')),
    countFleet: () => functions.report({ count: 'fleet' }, contextOf('report')),
    operatorChat: (door: string | undefined, event: unknown): Promise<string> =>
      functions.operatorChat(event, { ...contextOf('operator-chat', undefined, door), awsRequestId: randomUUID() }),
    coldStart: async () => {
      functions = await coldStart();
    },
    setRemaining: (left: () => number) => {
      remaining = left;
    },
    setPolicy: (text: string | null) =>
      text === null ? aws.parameters.delete(parameter.name) : aws.parameters.set(parameter.name, text),
    /** The one topic, where tests confirm subscriptions and read what was published. */
    get topic() {
      const found = aws.topics.get(topic.arn);
      if (found === undefined) throw new Error('the topic is gone');
      return found;
    },
    db,
    cases: makeCaseStore(db),
    exceptions: makeExceptionStore(db),
    output,
  };
}

async function coldStart() {
  vi.resetModules();
  const [launch, metadataChange, noncompliance, sweep, report, operator, operatorChat] = await Promise.all([
    import('../../handlers/on-launch.ts'),
    import('../../handlers/on-metadata-change.ts'),
    import('../../handlers/on-noncompliance.ts'),
    import('../../handlers/sweep.ts'),
    import('../../handlers/report.ts'),
    import('../../handlers/operator.ts'),
    import('../../handlers/operator-chat.ts'),
  ]);
  return {
    onLaunch: withKey('on-launch', launch.handler),
    onMetadataChange: withKey('on-metadata-change', metadataChange.handler),
    onNoncompliance: withKey('on-noncompliance', noncompliance.handler),
    sweep: withKey('sweep', sweep.handler),
    report: withKey('report', report.handler),
    operator: withKey('operator', operator.handler),
    operatorChat: withKey('operator-chat', operatorChat.handler),
  };
}

/** Each function has credentials of its own, which it looks for at its first request. */
const withKey =
  <Given extends readonly unknown[], Answer>(name: string, handler: (...given: Given) => Promise<Answer>) =>
  (...given: Given): Promise<Answer> => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', FUNCTION_KEY + name);
    return handler(...given);
  };

/** By a door of the operator function that Lambda names as the alias; nothing for the other functions. */
export const contextOf = (functionName: string, left = () => 300_000, alias?: string): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: ['arn:aws:lambda:us-east-1:123456789012:function', functionName, alias ?? []].flat().join(':'),
  memoryLimitInMB: '512',
  awsRequestId: '00000000-0000-4000-8000-00000000000a',
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'test',
  getRemainingTimeInMillis: left,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** A compliance verdict or a finding about another instance than the sample's. */
export const sampleAbout = (name: string, id: string): unknown =>
  JSON.parse(JSON.stringify(readSample(name)).replaceAll(/i-[0-9a-f]{17}/g, id));

export const nonCompliant = (id: string): unknown => sampleAbout('config-compliance-non-compliant', id);

/** Running for twenty days, its start within reach, no call of IMDSv1. */
export const unused = (id: string, more: Partial<InstanceSpec> = {}): InstanceSpec => ({
  id,
  launchTime: NOW - 20 * DAY,
  ...more,
});

/** A call at half past every hour, from the start until `until`. */
export const hourly = (from: number, until: number): number[] =>
  Array.from({ length: Math.floor((until - from) / HOUR) }, (_, hour) => from + hour * HOUR + 30 * MINUTE);

/** Running for twenty days, with a call every hour. */
export const inUse = (id: string, more: Partial<InstanceSpec> = {}): InstanceSpec => ({
  id,
  launchTime: NOW - 20 * DAY,
  calls: hourly(NOW - 20 * DAY, NOW),
  ...more,
});

export const caseOf = (id: string): string => `us-east-1/i:${id}`;

export async function loadCase({ cases }: Product, id: string) {
  const loaded = await cases.load(caseOf(id));
  if (loaded === null) throw new Error(`there is no case of ${id}`);
  const [member] = loaded.members;
  return { case: loaded.case, member, members: loaded.members };
}

/** The journal of a case as stored, oldest first. */
export const journalOf = ({ db }: Product, caseId: string) => db.partition(`journal#${caseId}`);

export const actions = ({ aws }: Product, from = 0): string[] =>
  aws.log.slice(from).map(({ service, action }) => `${service}:${action}`);

export const countOf = (product: Product, action: string, from = 0): number =>
  actions(product, from).filter((each) => each.endsWith(`:${action}`)).length;

export const modifies = (product: Product): number => countOf(product, 'ModifyInstanceMetadataOptions');

/** What queues get of each notice: the domain event. */
export const noticesOf = ({ topic: { messages } }: Product): { occasion: string; id: string }[] =>
  messages.map(({ bodies }) => JSON.parse(bodies['sqs'] ?? '{}'));

export const occasionsOf = (product: Product): string[] => noticesOf(product).map(({ occasion }) => occasion);

/** The lines in EMF that the functions wrote: what CloudWatch makes metrics of. */
export const metricsOf = ({ output }: Product): Record<string, unknown>[] =>
  linesOf(output).filter((line) => isObject(line['_aws']));

export const logsOf = ({ output }: Product): Record<string, unknown>[] =>
  linesOf(output).filter((line) => 'message' in line);

/** Every value a metric was written with, in order. */
export const metricOf = (product: Product, name: string): unknown[] =>
  metricsOf(product).flatMap((line) => (name in line ? [line[name]].flat() : []));

const linesOf = (output: readonly string[]): Record<string, unknown>[] =>
  output
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(isObject);

/** The request log's index of the first entry that fits; -1 when there is none. */
export const indexOfEntry = ({ aws }: Product, action: string, text = ''): number =>
  aws.log.findIndex((entry) => entry.action === action && JSON.stringify(entry.params).includes(text));

export const expectNothingChanged = (product: Product): void => {
  expect(modifies(product)).toBe(0);
  expect(product.inventory.list().every(({ options }) => options.httpTokens === 'optional')).toBe(true);
};
