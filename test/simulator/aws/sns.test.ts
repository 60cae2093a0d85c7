import { GetTopicAttributesCommand, PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { createTopic } from '../../../simulator/aws/sns.ts';
import { NOW, startWorld } from './world.ts';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:imdsv2';

async function startSns() {
  const { aws, config } = await startWorld();
  aws.topics.set(TopicArn, createTopic({ confirmed: 2, pending: 1 }));
  const client = new SNSClient(config);
  return {
    client,
    messages: aws.topics.get(TopicArn)?.messages ?? [],
    publish: (input: Partial<PublishCommandInput>) =>
      client.send(new PublishCommand({ TopicArn, Message: 'text', ...input })),
  };
}

test('a message is kept with its time, its bodies and its attributes', async () => {
  const { publish, messages } = await startSns();
  const { MessageId } = await publish({
    Subject: 'Grace window started',
    MessageStructure: 'json',
    Message: JSON.stringify({ default: 'a & b', email: 'line\nline', sqs: 7 }),
    MessageAttributes: { owner: { DataType: 'String', StringValue: 'search' } },
  });
  expect(messages).toEqual([
    {
      at: NOW,
      messageId: MessageId,
      subject: 'Grace window started',
      bodies: { default: 'a & b', email: 'line\nline' },
      attributes: { owner: 'search' },
    },
  ]);
});

test.each<[string, Partial<PublishCommandInput>, string]>([
  ['an unknown topic', { TopicArn: `${TopicArn}-2` }, 'NotFoundException'],
  ["another region's topic", { TopicArn: TopicArn.replace('us-east-1', 'eu-west-1') }, 'InvalidParameterException'],
  ['no topic', { TopicArn: undefined }, 'InvalidParameterException'],
  ['no message', { Message: '' }, 'InvalidParameterException'],
  ['JSON without default', { MessageStructure: 'json', Message: '{"email":"x"}' }, 'InvalidParameterException'],
  ['a structure that is no JSON', { MessageStructure: 'json', Message: 'text' }, 'InvalidParameterException'],
  ['262,145 bytes', { Message: `${'é'.repeat(131_072)}.` }, 'InvalidParameterException'],
  ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, 'InvalidParameterException'],
  ['a subject of two lines', { Subject: 'one\ntwo' }, 'InvalidParameterException'],
  [
    'an empty attribute',
    { MessageAttributes: { owner: { DataType: 'String', StringValue: '' } } },
    'InvalidParameterValueException',
  ],
])('refuses %s', async (_what, input, name) => {
  const { publish, messages } = await startSns();
  await expect(publish(input)).rejects.toThrow(expect.objectContaining({ name }));
  expect(messages).toEqual([]);
});

test('a topic tells how many subscriptions were confirmed', async () => {
  const { client } = await startSns();
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '2', SubscriptionsPending: '1' });
});
