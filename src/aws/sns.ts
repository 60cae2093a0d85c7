import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice } from '../notices/notice.ts';

export interface Topic {
  readonly publish: (notice: Notice) => Promise<void>;
  /** How many subscribers have confirmed: a notice to none has told nobody. */
  readonly confirmedSubscriptions: () => Promise<number>;
}

export function makeTopic(client: SNSClient, topicArn: string): Topic {
  return {
    publish: async ({ subject, message, attributes }) => {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subject,
          Message: message,
          MessageStructure: 'json',
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
          ),
        }),
      );
    },
    confirmedSubscriptions: async () => {
      const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
      return Number.parseInt(Attributes['SubscriptionsConfirmed'] ?? '0', 10) || 0;
    },
  };
}
