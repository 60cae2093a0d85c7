import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

export interface TopicFacts {
  readonly arn: string;
  /** Null: the topic is not there. */
  readonly subscriptions: Seen<readonly Subscription[] | null>;
  /** Whether the stack was given a channel of Slack or Teams. */
  readonly hasChannel: boolean;
}

/** The endpoint by which Amazon Q Developer in chat applications subscribes to topics. */
const isChat = ({ endpoint }: Subscription): boolean =>
  /^https:\/\/[\w.-]*\bsns-api\.chatbot\.amazonaws\.com/.test(endpoint);

export const examineTopic = (facts: TopicFacts, region: string): readonly Finding[] => [
  examineSubscriber(facts, region),
  examineChat(facts, region),
];

function examineSubscriber({ arn, subscriptions }: TopicFacts, region: string): Finding {
  const { ok, failure, unknown } = about('subscriber', region);
  if (!isSeen(subscriptions))
    return unknown('whether anybody is subscribed to the topic of the notices', subscriptions);
  if (subscriptions.known === null) {
    return failure(
      'The topic of the notices is not there: nobody is told anything.',
      'Deploy the stack again (npm run deploy).',
    );
  }
  const confirmed = subscriptions.known.filter((each) => each.confirmed);
  const protocols = [...new Set(confirmed.map(({ protocol }) => protocol))].sort().join(', ');
  if (confirmed.length > 0) return ok(`Subscriptions that are confirmed: ${confirmed.length} (${protocols}).`);
  const pending = subscriptions.known.length;
  return failure(
    `No subscription of the topic is confirmed${pending > 0 ? ` (${pending} wait for it)` : ''}: no grace window runs, so that what uses IMDSv1 is never enforced.`,
    pending > 0
      ? 'Follow the link in the mail of AWS Notifications, or subscribe again.'
      : `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS --region ${region} # then follow the link in the mail`,
  );
}

const UNSEEN = 'who is in the channel and whether its workspace is still authorized cannot be seen from here';

function examineChat({ subscriptions, hasChannel }: TopicFacts, region: string): Finding {
  const { ok, warning, unknown } = about('chat', region);
  if (!isSeen(subscriptions)) return unknown('whether a chat channel is subscribed', subscriptions);
  const channels = (subscriptions.known ?? []).filter((each) => each.confirmed && isChat(each));
  if (channels.length > 0) return ok(`Amazon Q Developer in chat applications is subscribed; ${UNSEEN}.`);
  if (hasChannel) {
    return warning(
      'The stack has a chat channel, but Amazon Q Developer is not subscribed to its topic: the channel hears nothing.',
      'Console: Amazon Q Developer in chat applications > Configured clients: open the channel and choose the topic again.',
    );
  }
  return warning(
    'Chat is not set up: notices go to the other subscriptions of the topic, and there are no buttons.',
    'docs/operators.md, "Chat": authorize the workspace, then deploy with the ids of workspace and channel.',
  );
}
