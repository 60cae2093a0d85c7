import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCalendarStateCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Brakes } from '../../src/doctor/brakes.ts';
import type { CalendarFacts } from '../../src/doctor/calendar.ts';
import { calendarIn, type PolicyFacts } from '../../src/doctor/policy.ts';
import type { QueueFacts } from '../../src/doctor/queues.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import type { TableFacts } from '../../src/doctor/table.ts';
import type { Subscription } from '../../src/doctor/topic.ts';
import { formatInstant, type Instant, instant } from '../../src/domain/time.ts';
import { makeControlsStore } from '../../src/store/controls-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { type Config, see, seeOrNone } from './aws.ts';

export async function readTable(config: Config, name: string): Promise<TableFacts> {
  const client = new DynamoDBClient(config);
  const [table, recovery] = await Promise.all([
    seeOrNone(
      'dynamodb:DescribeTable',
      async () => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
        return { status: Table?.TableStatus ?? '', isProtected: Table?.DeletionProtectionEnabled === true };
      },
      /^ResourceNotFoundException$/,
    ),
    see('dynamodb:DescribeContinuousBackups', async () => {
      const { ContinuousBackupsDescription } = await client.send(
        new DescribeContinuousBackupsCommand({ TableName: name }),
      );
      const { PointInTimeRecoveryDescription } = ContinuousBackupsDescription ?? {};
      return PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
    }),
  ]);
  return { name, table, recovery };
}

const NO_LIMIT = { graceStartsPerDay: Number.POSITIVE_INFINITY, perHour: Number.POSITIVE_INFINITY };

/** As the functions read them, from the table itself: an auditor may do that, but not ask the operator function. */
export const readBrakes = (config: Config, table: string, now: Instant): Promise<Seen<Brakes>> =>
  see('dynamodb:Query', () => makeControlsStore(makeTable(new DynamoDBClient(config), table)).controls(now, NO_LIMIT));

export async function readPolicy(config: Config, parameter: string): Promise<PolicyFacts> {
  const client = new SSMClient(config);
  const text = await seeOrNone(
    'ssm:GetParameter',
    async () => {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter }));
      return Parameter?.Value ?? '';
    },
    /^ParameterNotFound$/,
  );
  return { parameter, text };
}

/** Null where policy names none. */
export async function readCalendar(config: Config, policy: PolicyFacts, now: Instant): Promise<CalendarFacts | null> {
  const name = calendarIn(policy);
  if (name === null) return null;
  const client = new SSMClient(config);
  const calendar = await seeOrNone(
    'ssm:GetCalendarState',
    async () => {
      // AWS names the next change only where it is told a time, to the second.
      const AtTime = `${formatInstant(now).slice(0, 19)}Z`;
      const { State, NextTransitionTime = '' } = await client.send(
        new GetCalendarStateCommand({ CalendarNames: [name], AtTime }),
      );
      if (State !== 'OPEN' && State !== 'CLOSED') throw new Error('SSM does not say whether the calendar is open');
      const next = Date.parse(NextTransitionTime);
      const until = State === 'OPEN' || Number.isNaN(next) ? null : instant(next);
      return { state: State === 'OPEN' ? ('open' as const) : ('closed' as const), until };
    },
    /^InvalidDocument$/,
  );
  return { name, calendar };
}

export const readSubscriptions = (config: Config, arn: string): Promise<Seen<readonly Subscription[] | null>> =>
  seeOrNone(
    'sns:ListSubscriptionsByTopic',
    () => listSubscriptions(new SNSClient(config), arn),
    /^NotFound(Exception)?$/,
  );

async function listSubscriptions(client: SNSClient, TopicArn: string): Promise<readonly Subscription[]> {
  const found: Subscription[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn, ...(next !== undefined && { NextToken: next }) }),
    );
    for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
      found.push({ protocol: Protocol, endpoint: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') });
    }
    next = page.NextToken;
  } while (next !== undefined && next !== '');
  return found;
}

export async function readQueue(config: Config, part: string, url: string): Promise<QueueFacts> {
  // The address of a queue names its host: the client is to ask where everything else is asked.
  const client = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const waiting = await seeOrNone(
    'sqs:GetQueueAttributes',
    async () => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const count = Number(Attributes?.ApproximateNumberOfMessages);
      if (!Number.isInteger(count)) throw new Error('SQS does not say how many messages there are');
      return count;
    },
    /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
  );
  return { part, url, waiting };
}
