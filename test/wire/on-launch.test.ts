import { describe, expect, test } from 'vitest';
import { readSample } from '../events/samples.ts';
import { actions, journalOf, logsOf, MINUTE, NOW, type Product, startProduct } from './support.ts';

/** The instances of the sample launches. */
const SINGLE = 'i-0a1b2c3d4e5f60718';
const GROUP = ['i-0b2c3d4e5f6071829', 'i-0c3d4e5f607182930'] as const;
const CASE = 'us-east-1/asg:checkout';

const addGroup = ({ inventory }: Product) => {
  for (const id of GROUP)
    inventory.add({ id, launchTime: NOW - MINUTE, tags: { 'aws:autoscaling:groupName': 'checkout' } });
};

const dueOf = async ({ db }: Product) => (await db.dueIndex(10)).map(({ pk, dueAt }) => [pk, dueAt]);

describe('a launch through Auto Scaling', () => {
  test('opens one case with both instances as newcomers; the journal says so when the case is looked at', async () => {
    const product = await startProduct();
    addGroup(product);
    const event = readSample('cloudtrail-run-instances-auto-scaling');
    expect(await product.onLaunch(event)).toEqual({ cases: [CASE] });
    expect(await product.onLaunch(event)).toEqual({ cases: [CASE] });

    const loaded = await product.cases.load(CASE);
    expect(loaded).toMatchObject({ case: { version: 1, newcomers: GROUP }, members: [] });
    expect(await dueOf(product)).toEqual([['us-east-1#asg:checkout', '2026-03-02T11:10:00.000Z']]);
    expect(await journalOf(product, CASE)).toEqual([]);

    await product.sweepUntil(Date.parse('2026-03-02T11:15:00Z'));
    expect(await journalOf(product, CASE)).toMatchObject([
      { version: 1, toStance: 'observing', reason: 'opened', trigger: 'launched' },
      { version: 2, members: GROUP.map((id) => ({ id, from: '', to: 'optional' })) },
    ]);
  });
});

describe('a launch event', () => {
  test('whose instances are all required makes no AWS call', async () => {
    const product = await startProduct();
    expect(await product.onLaunch(readSample('cloudtrail-run-instances-required'))).toEqual({
      ignored: 'already-required',
    });
    expect(product.aws.log).toEqual([]);
  });

  test('with one optional instance and no case needs two calls of DynamoDB and at most three others', async () => {
    const product = await startProduct();
    product.inventory.add({ id: SINGLE, launchTime: NOW - MINUTE });
    expect(await product.onLaunch(readSample('cloudtrail-run-instances'))).toEqual({
      cases: [`us-east-1/i:${SINGLE}`],
    });
    const services = product.aws.log.map(({ service }) => service);
    expect(services.filter((service) => service === 'dynamodb').length).toBeLessThanOrEqual(2);
    expect(services.filter((service) => service !== 'dynamodb').length).toBeLessThanOrEqual(3);
  });

  test('about an instance that EC2 does not show yet makes the region due, where it is found', async () => {
    const product = await startProduct();
    product.inventory.add({ id: SINGLE });
    expect(await product.onLaunch(readSample('cloudtrail-run-instances'))).toEqual({ cases: [] });
    expect(await dueOf(product)).toEqual([['region#us-east-1', '2026-03-02T10:15:00.000Z']]);
    await product.sweepUntil(NOW + 20 * MINUTE);
    expect((await product.cases.load(`us-east-1/i:${SINGLE}`))?.case.newcomers).toEqual([SINGLE]);
  });

  test('whose answer CloudTrail left out makes the region due', async () => {
    const product = await startProduct();
    await product.onLaunch(readSample('cloudtrail-run-instances-response-omitted'));
    expect(await dueOf(product)).toEqual([['region#us-east-1', '2026-03-02T10:15:00.000Z']]);
  });

  test('in a region outside the policy is left alone', async () => {
    const product = await startProduct({ policy: { regions: ['eu-west-1'] } });
    addGroup(product);
    expect(await product.onLaunch(readSample('cloudtrail-run-instances-auto-scaling'))).toEqual({ cases: [] });
    expect(actions(product)).toEqual(['ssm:GetParameter']);
  });
});

test('a storm of state changes is one write that counts, and no look at EC2', async () => {
  const product = await startProduct();
  for (let n = 1; n <= 20; n += 1) {
    await product.onLaunch(readSample('ec2-state-change-running'));
    product.clock.tick(1000);
  }
  expect(new Set(actions(product))).toEqual(new Set(['dynamodb:UpdateItem']));
  expect(product.aws.log.filter(({ error }) => error === undefined)).toHaveLength(1);
  expect(await dueOf(product)).toEqual([['region#us-east-1', '2026-03-02T10:15:00.000Z']]);
});

describe('what reaches a function', () => {
  test('is ignored by name when it is of another account, in a log line with the context of the invocation', async () => {
    const product = await startProduct();
    expect(await product.onLaunch(readSample('cloudtrail-run-instances-another-account'))).toEqual({
      ignored: 'another-account',
    });
    expect(product.aws.log).toEqual([]);
    expect(logsOf(product)).toMatchObject([
      {
        level: 'INFO',
        message: 'ignored',
        reason: 'another-account',
        service: 'imdsv2-remediator',
        function_name: 'on-launch',
        function_request_id: '00000000-0000-4000-8000-00000000000a',
      },
    ]);
  });
});
