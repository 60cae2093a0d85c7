import { AwsError, element, isParams, type Operations, type Params, text } from './protocol.ts';

interface PublishedMessage {
  readonly at: number;
  readonly messageId: string;
  readonly subject?: string;
  /** What each protocol's subscribers get; `default` is always there. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A topic exists when it is in the map, under its ARN; its subscriptions are numbers, since nobody receives. */
export interface Topic {
  confirmed: number;
  pending: number;
  /** Whether one of the confirmed is that of a chat channel. */
  chat?: boolean;
  readonly messages: PublishedMessage[];
}

export const createTopic = ({ confirmed = 1, pending = 0 } = {}): Topic => ({ confirmed, pending, messages: [] });

const MAX_BYTES = 262_144;

export function createSns(topics: ReadonlyMap<string, Topic>): Operations {
  let published = 0;

  const topicOf = (params: Params, region: string): Topic => {
    const arn = text(params, 'TopicArn') ?? text(params, 'TargetArn');
    if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    // A topic is asked for in its own region; elsewhere its ARN is not even looked up.
    if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn) || arn.split(':')[3] !== region) {
      throw invalid('TopicArn');
    }
    const topic = topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  };

  return {
    Publish(params, { region }) {
      const topic = topicOf(params, region);
      const subject = text(params, 'Subject');
      if (subject !== undefined && !/^[^\s\p{Cc}][^\p{Cc}]{0,98}$/u.test(subject)) throw invalid('Subject');
      const attributes = messageAttributes(params);
      const bodies = bodiesOf(params, attributes);
      published += 1;
      const messageId = `00000000-0000-4000-9000-${String(published).padStart(12, '0')}`;
      topic.messages.push({ at: Date.now(), messageId, bodies, attributes, ...(subject !== undefined && { subject }) });
      return element({ MessageId: messageId });
    },

    GetTopicAttributes(params, { region }) {
      const { confirmed, pending } = topicOf(params, region);
      const attributes = {
        TopicArn: text(params, 'TopicArn'),
        Owner: '123456789012',
        SubscriptionsConfirmed: confirmed,
        SubscriptionsPending: pending,
        SubscriptionsDeleted: 0,
      };
      return element({ Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) } });
    },

    ListSubscriptionsByTopic(params, { region }) {
      const { confirmed, pending, chat = false } = topicOf(params, region);
      const TopicArn = text(params, 'TopicArn');
      const member = Array.from({ length: confirmed + pending }, (_, index) => ({
        SubscriptionArn: index < confirmed ? `${TopicArn}:00000000-0000-4000-8000-${index}` : 'PendingConfirmation',
        Owner: '123456789012',
        ...(chat && index === 0
          ? { Protocol: 'https', Endpoint: 'https://global.sns-api.chatbot.amazonaws.com' }
          : { Protocol: 'email', Endpoint: 'people@example.com' }),
        TopicArn,
      }));
      return element({ Subscriptions: { member } });
    },
  };
}

/** @throws AwsError when the text is empty, too long, or, as JSON, without the entry everybody can fall back on. */
function bodiesOf(params: Params, attributes: Readonly<Record<string, string>>): Record<string, string> {
  const message = text(params, 'Message') ?? '';
  if (message === '') throw invalid('Empty message');
  const attributeBytes = Object.entries(attributes).reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  if (Buffer.byteLength(message) + attributeBytes > MAX_BYTES) throw invalid('Message too long');
  const structure = text(params, 'MessageStructure');
  if (structure === undefined) return { default: message };
  if (structure !== 'json') throw invalid('MessageStructure');
  const bodies = parsed(message);
  if (typeof bodies['default'] !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  // Values that are no text make SNS ignore their key.
  return Object.fromEntries(
    Object.entries(bodies).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parsed(message: string): Params {
  let bodies: unknown;
  try {
    bodies = JSON.parse(message);
  } catch {
    bodies = undefined;
  }
  if (!isParams(bodies)) throw invalid('Message Structure - JSON message body failed to parse');
  return bodies;
}

function messageAttributes(params: Params): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let n = 1; params[`MessageAttributes.entry.${n}.Name`] !== undefined; n++) {
    const name = String(params[`MessageAttributes.entry.${n}.Name`]);
    const value = text(params, `MessageAttributes.entry.${n}.Value.StringValue`) ?? '';
    if (!/^(String(\.Array)?|Number|Binary)$/.test(text(params, `MessageAttributes.entry.${n}.Value.DataType`) ?? '')) {
      throw new AwsError(
        'ParameterValueInvalid',
        `The message attribute '${name}' has an invalid message attribute type.`,
      );
    }
    if (value === '') {
      throw new AwsError(
        'ParameterValueInvalid',
        `The message attribute '${name}' must contain non-empty message attribute value.`,
      );
    }
    attributes[name] = value;
  }
  return attributes;
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
