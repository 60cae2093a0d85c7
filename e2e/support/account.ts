import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { STACK_NAME } from '../../simulator/host/deployed.ts';
import type { Right } from '../../src/operators/rights.ts';
import { makeCaseStore } from '../../src/store/case-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { deploy } from './deploy.ts';
import { type Door, type DoorOptions, openDoor } from './door.ts';
import { forward } from './forwarding.ts';
import { type Ministack, REGION, ROOT, startMinistack } from './ministack.ts';
import { dismiss, hire, makePerson, type Output } from './people.ts';
import { freePort, until } from './processes.ts';
import { makeQueues, subscribe, type Told } from './queues.ts';
import { keepLog } from './tools.ts';

export type Account = Awaited<ReturnType<typeof openAccount>>;

const Event = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });

/**
 * An account with the packaged template deployed to it, and a queue that hears its notices.
 *
 * @param name of its log.
 * @param answers who answers the functions in the place of the account.
 */
export async function openAccount(name: string, python: string, answers: DoorOptions['answers']) {
  const folder = await mkdtemp(join(tmpdir(), 'imdsv2-e2e-'));
  const port = await freePort();
  const door = await openDoor({ guard: `http://127.0.0.1:${port}`, answers });
  let ministack: Ministack | undefined;
  const close = async (): Promise<void> => {
    await ministack?.stop();
    await keepLog(name, [ministack?.output(), ...door.passed.map((each) => JSON.stringify(each))].join('\n'));
    await door.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    ministack = await startMinistack(python, { folder, port, door: door.endpoint });
    return { ...(await deployTo(ministack.endpoint, folder, door)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deployTo(endpoint: string, folder: string, door: Door) {
  const { outputs, remove } = await deploy(endpoint, folder);
  const output: Output = (key) => {
    const value = outputs.get(key);
    if (value === undefined) throw new Error(`the stack has no output ${key}`);
    return value;
  };
  const config = { endpoint, region: REGION, credentials: ROOT };
  const dynamodb = new DynamoDBClient(config);
  const table = makeTable(dynamodb, output('TableName'));
  const queues = makeQueues(new SQSClient(config));
  const events = new EventBridgeClient(config);
  const iam = new IAMClient(config);
  const hired: Right[] = [];
  return {
    door,
    output,
    table,
    cases: makeCaseStore(table),
    notices: await subscribe(new SNSClient(config), queues, output('TopicArn')),
    /** What the on-failure queue of a function holds, by the queue's name in the template. */
    failures: (name: string) => queues.ofStack(name),
    /** Hands the events of another region to this one, as the StackSet of the stack does. @returns ends it. */
    forward: (region: string) => forward(endpoint, region),
    /** Onto the bus of a region. */
    put: (event: unknown, region = REGION) => put(new EventBridgeClient({ ...config, region }), event),
    /** The report's Monday comes with the next tick. */
    soonMonday: () =>
      events.send(new PutRuleCommand({ Name: `${STACK_NAME}-report`, ScheduleExpression: 'rate(1 minute)' })),
    /** A user to whom the managed policy of that right is attached, and nothing else. */
    person: async (right: Right) => {
      hired.push(right);
      return makePerson(endpoint, output, await hire(iam, output, right));
    },
    /** With a key of nobody's. */
    stranger: makePerson(endpoint, output, { name: 'nobody', accessKeyId: 'AKIANOBODY', secretAccessKey: 'guess' }),
    tables: async () => (await dynamodb.send(new ListTablesCommand({}))).TableNames,
    /** @returns what of the stack is still there. */
    remove: async () => {
      // IAM deletes no policy that somebody carries, so people lose them first.
      for (const right of hired) await dismiss(iam, output, right);
      return remove();
    },
  };
}

async function put(client: EventBridgeClient, event: unknown): Promise<void> {
  const { source, 'detail-type': type, detail } = Event.parse(event);
  const entry = { Source: source, DetailType: type, Detail: JSON.stringify(detail) };
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount !== 0) throw new Error(`the event was not taken: ${JSON.stringify(Entries)}`);
}

/** Waits for a notice about the case. */
export const heardOf = (account: Account, caseId: string, occasion: string): Promise<Told> =>
  until(`the notice ${occasion} about ${caseId}`, async () =>
    (await account.notices()).find((told) => told.caseId === caseId && told.occasion === occasion),
  );
