import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { createTopic } from '../../simulator/aws/sns.ts';
import { classify } from '../../src/aws/errors.ts';
import { makeTickets } from '../../src/aws/ops-center.ts';
import { readParameter } from '../../src/aws/parameters.ts';
import { makeTopic } from '../../src/aws/sns.ts';
import type { Notice } from '../../src/notices/notice.ts';
import type { Ticket } from '../../src/notices/ticket.ts';
import { instanceId, startWorld } from '../simulator/aws/world.ts';

const ARN = 'arn:aws:sns:us-east-1:123456789012:notices';

const ticket: Ticket = {
  title: 'IMDSv1 of the group web in us-east-1',
  description: 'Calls were seen.',
  source: 'imdsv2-remediator',
  category: 'Security',
  severity: '3',
  priority: 2,
  resources: JSON.stringify([{ arn: `arn:aws:ec2:us-east-1:123456789012:instance/${instanceId(1)}` }]),
  dedup: 'case-0123456789abcdef',
  operationalData: { state: { value: 'grace', type: 'SearchableString' }, trend: { value: 'rising', type: 'String' } },
};

describe('a notice', () => {
  const notice: Notice = {
    subject: 'IMDSv1 of the group web',
    message: JSON.stringify({ default: 'plain', email: 'Dear owner', sqs: '{"version":1}' }),
    attributes: { owner: 'payments', region: 'us-east-1', state: 'grace', severity: 'high', occasion: 'reminder' },
  };

  test('reaches each protocol in its own form, with what teams filter by', async () => {
    const { aws, config } = await startWorld();
    aws.topics.set(ARN, createTopic());
    await makeTopic(new SNSClient(config), ARN).publish(notice);
    expect(aws.topics.get(ARN)?.messages).toMatchObject([
      { subject: notice.subject, bodies: JSON.parse(notice.message), attributes: notice.attributes },
    ]);
  });

  test.each([
    ['two who confirmed', { confirmed: 2, pending: 3 }, 2],
    ['nobody who confirmed', { confirmed: 0, pending: 3 }, 0],
  ])('has %s to reach', async (_who, subscriptions, count) => {
    const { aws, config } = await startWorld();
    aws.topics.set(ARN, createTopic(subscriptions));
    expect(await makeTopic(new SNSClient(config), ARN).confirmedSubscriptions()).toBe(count);
  });

  test('to a topic that is not there is an error, and so is the count of its readers', async () => {
    const { config } = await startWorld();
    const topic = makeTopic(new SNSClient(config), ARN);
    await expect(topic.publish(notice)).rejects.toThrow('Topic does not exist');
    await expect(topic.confirmedSubscriptions()).rejects.toThrow('Topic does not exist');
  });
});

describe('a ticket', () => {
  async function start() {
    const { aws, config } = await startWorld();
    const item = (id: string) => {
      const found = aws.opsItems.get(id);
      if (found === undefined) throw new Error(`no OpsItem ${id}`);
      return found;
    };
    return { aws, item, tickets: makeTickets(new SSMClient(config)) };
  }
  const news: Ticket = {
    ...ticket,
    title: 'IMDSv1 is no longer used',
    severity: '4',
    resources: '[]',
    operationalData: { state: { value: 'secured', type: 'SearchableString' } },
  };

  test('is opened with everything it says, its resources and its dedup string', async () => {
    const { tickets, item } = await start();
    expect(item(await tickets.open(ticket))).toMatchObject({
      status: 'Open',
      fields: {
        Title: ticket.title,
        Description: ticket.description,
        Source: 'imdsv2-remediator',
        Category: 'Security',
        Severity: '3',
        Priority: 2,
      },
      data: {
        state: { Value: 'grace', Type: 'SearchableString' },
        trend: { Value: 'rising', Type: 'String' },
        '/aws/resources': { Value: ticket.resources, Type: 'SearchableString' },
        '/aws/dedup': { Value: '{"dedupString":"case-0123456789abcdef"}', Type: 'SearchableString' },
      },
    });
  });

  test('opened twice is one: the second time it is found', async () => {
    const { tickets, aws } = await start();
    expect(await tickets.open(ticket)).toBe(await tickets.open(ticket));
    expect(aws.opsItems.size).toBe(1);
  });

  test('is brought up to date but for what is fixed at its opening', async () => {
    const { tickets, item } = await start();
    const id = await tickets.open(ticket);
    item(id).status = 'InProgress';
    await tickets.update(id, news);
    expect(item(id)).toMatchObject({
      status: 'InProgress',
      fields: { Title: news.title, Severity: '4' },
      data: { state: { Value: 'secured' }, '/aws/resources': { Value: ticket.resources } },
    });
  });

  test('resolved too early is opened again, the same one', async () => {
    const { tickets, item, aws } = await start();
    const id = await tickets.open(ticket);
    item(id).status = 'Resolved';
    await tickets.update(id, news);
    expect(item(id).status).toBe('Open');
    expect(aws.opsItems.size).toBe(1);
  });

  test('is resolved with its last news', async () => {
    const { tickets, item } = await start();
    const id = await tickets.open(ticket);
    await tickets.resolve(id, news);
    expect(item(id)).toMatchObject({ status: 'Resolved', fields: { Title: news.title } });
  });

  test('that is not there is gone', async () => {
    const { tickets } = await start();
    expect(await tickets.update('oi-0123456789ab', ticket).catch(classify)).toBe('gone');
  });
});

test('a parameter is its text, and one that is not there is an error', async () => {
  const { aws, config } = await startWorld();
  aws.parameters.set('/imdsv2/policy', '{"mode":"observe"}');
  const client = new SSMClient(config);
  expect(await readParameter(client, '/imdsv2/policy')).toBe('{"mode":"observe"}');
  await expect(readParameter(client, '/imdsv2/other')).rejects.toThrow('not found');
});
