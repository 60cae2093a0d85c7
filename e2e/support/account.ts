import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DetachUserPolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { signedPost } from '../../cli/sign.ts';
import { STACK_NAME } from '../../simulator/host/deployed.ts';
import { instant } from '../../src/domain/time.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import { type Right, rights } from '../../src/operators/rights.ts';
import { makeCaseStore } from '../../src/store/case-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { deploy } from './deploy.ts';
import { type DoorOptions, openDoor } from './door.ts';
import { ACCOUNT, REGION, ROOT, startMinistack } from './ministack.ts';
import { freePort, until } from './processes.ts';
import { keepLog } from './tools.ts';

export type Account = Awaited<ReturnType<typeof openAccount>>;

/** What a queue gets that is subscribed to the topic: about a case, or the weekly digest. */
const Told = z.looseObject({
  kind: z.string().optional(),
  occasion: z.string().optional(),
  caseId: z.string().optional(),
});
export type Told = z.infer<typeof Told>;

const Event = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });

/** An account with the packaged template deployed to it, its notices subscribed by a queue, and people with its policies. */
export async function openAccount(name: string, python: string, answers: DoorOptions['answers']) {
  const folder = await mkdtemp(join(tmpdir(), 'imdsv2-e2e-'));
  const port = await freePort();
  const door = await openDoor({ guard: `http://127.0.0.1:${port}`, answers });
  const ministack = await startMinistack(python, { folder, port, door: door.endpoint });
  const close = async (): Promise<void> => {
    await ministack.stop();
    await keepLog(name, [ministack.output(), ...door.passed.map((each) => JSON.stringify(each))].join('\n'));
    await door.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { endpoint } = ministack;
    const { outputs, remove } = await deploy(endpoint, folder);
    const output = (name: string): string => {
      const value = outputs.get(name);
      if (value === undefined) throw new Error(`the stack has no output ${name}`);
      return value;
    };
    const config = { endpoint, region: REGION, credentials: ROOT };
    const dynamodb = new DynamoDBClient(config);
    const table = makeTable(dynamodb, output('TableName'));
    const queues = makeQueues(new SQSClient(config));
    const notices = await subscribe(new SNSClient(config), queues, output('TopicArn'));
    const events = new EventBridgeClient(config);
    const iam = new IAMClient(config);

    return {
      config,
      door,
      output,
      table,
      cases: makeCaseStore(table),
      notices,
      /** What the on-failure queue of a function holds, by the queue's name in the template. */
      failures: (name: string) => queues.ofStack(name),
      put: (event: unknown) => put(events, event),
      /** The report's Monday comes with the next tick. */
      soonWeekly: () =>
        events.send(new PutRuleCommand({ Name: `${STACK_NAME}-report`, ScheduleExpression: 'rate(1 minute)' })),
      person: async (right: Right) => makePerson(endpoint, output, await keyOf(iam, output, right)),
      /** With a key of nobody's. */
      stranger: makePerson(endpoint, output, { name: 'nobody', accessKeyId: 'AKIANOBODY', secretAccessKey: 'guess' }),
      tables: async () => (await dynamodb.send(new ListTablesCommand({}))).TableNames,
      /** @returns what of the stack is still there. */
      remove: async () => {
        // IAM deletes no policy that somebody carries, so people lose them first.
        for (const right of rights) await leave(iam, output, right);
        return remove();
      },
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`the account ${name} could not be opened`, {
      cause: error,
    });
  }
}

async function put(client: EventBridgeClient, event: unknown): Promise<void> {
  const { source, 'detail-type': type, detail } = Event.parse(event);
  const entry = { Source: source, DetailType: type, Detail: JSON.stringify(detail) };
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount !== 0) throw new Error(`the event was not taken: ${JSON.stringify(Entries)}`);
}

function makeQueues(client: SQSClient) {
  /** Empties it. */
  const receive = async (QueueUrl: string): Promise<unknown[]> => {
    const bodies: unknown[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 3_600 });
      const { Messages = [] } = await client.send(command);
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }): unknown => JSON.parse(Body)));
    }
  };
  return {
    receive,
    create: async (QueueName: string, policy: object) => {
      const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', ...policy }) };
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
      return QueueUrl;
    },
    ofStack: async (name: string) => {
      const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
      const url = QueueUrls.find((each) => new RegExp(`-${name}-[^/]*$`).test(each));
      if (url === undefined) throw new Error(`there is no queue ${name}: ${QueueUrls}`);
      return receive(url);
    },
  };
}

/** @returns everything that was ever published, in the order of its arrival. */
async function subscribe(
  client: SNSClient,
  queues: ReturnType<typeof makeQueues>,
  topicArn: string,
): Promise<() => Promise<readonly Told[]>> {
  const name = 'what-people-hear';
  const url = await queues.create(name, {
    // As the owner of any queue does who subscribes it.
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  });
  await client.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const heard: Told[] = [];
  return async () => {
    heard.push(...(await queues.receive(url)).map((body) => Told.parse(body)));
    return heard;
  };
}

const POLICIES: Readonly<Record<Right, string>> = {
  reader: 'OperatorReaderPolicyArn',
  requester: 'OperatorRequesterPolicyArn',
  approver: 'OperatorApproverPolicyArn',
};

interface Key {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A user to whom the stack's managed policy is attached, and nothing else. */
async function keyOf(client: IAMClient, output: (name: string) => string, right: Right): Promise<Key> {
  const UserName = `${right}-of-cases`;
  await client.send(new CreateUserCommand({ UserName }));
  await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn: output(POLICIES[right]) }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return { name: UserName, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

const leave = (client: IAMClient, output: (name: string) => string, right: Right) =>
  client.send(new DetachUserPolicyCommand({ UserName: `${right}-of-cases`, PolicyArn: output(POLICIES[right]) }));

const DOORS: Readonly<Record<Right, string>> = {
  reader: 'OperatorReaderUrl',
  requester: 'OperatorRequesterUrl',
  approver: 'OperatorApproverUrl',
};

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

function makePerson(endpoint: string, output: (name: string) => string, key: Key) {
  const signer = {
    credentials: async () => ({ accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }),
    region: async () => REGION,
  };
  return {
    name: key.name,
    /** Asked through a door's URL, signed as the command line signs. */
    ask: async (door: Right, request: RequestInput): Promise<Answered> => {
      const id = new URL(output(DOORS[door])).hostname.split('.')[0];
      const url = new URL(`/_aws/lambda-url/${id}/`, endpoint);
      const sent = await signedPost(url, JSON.stringify(request), signer, instant(Date.now()));
      const response = await fetch(url, sent);
      return { status: response.status, body: await response.json() };
    },
  };
}

/** Waits for a notice about the case. */
export const heardOf = (account: Account, caseId: string, occasion: string): Promise<Told> =>
  until(`the notice ${occasion} about ${caseId}`, async () =>
    (await account.notices()).find((told) => told.caseId === caseId && told.occasion === occasion),
  );
