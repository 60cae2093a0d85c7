import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ListQueuesCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ACCOUNT, REGION } from './ministack.ts';

/** What a queue gets that is subscribed to the topic: about a case, or the weekly digest. */
const Told = z.looseObject({ occasion: z.string(), caseId: z.string().optional() });
export type Told = z.infer<typeof Told>;

export type Queues = ReturnType<typeof makeQueues>;

export function makeQueues(client: SQSClient) {
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
export async function subscribe(
  client: SNSClient,
  queues: Queues,
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
