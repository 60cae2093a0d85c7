import { describe, expect, test } from 'vitest';
import {
  countOf,
  DAY,
  HOUR,
  instanceId,
  loadCase,
  MINUTE,
  modifies,
  NOW,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const GROUP = 'us-east-1/asg:render';
const MANY = 2500;

/** Mostly of a service's own, so that the pages are as long as they are in a large account and little is enrolled. */
function addMany({ inventory }: Product) {
  for (let n = 1; n <= MANY; n += 1) {
    const ours = n % 500 === 0;
    const tags = { 'aws:autoscaling:groupName': 'render' };
    inventory.add(unused(instanceId(n), ours ? { tags } : { operator: { principal: 'eks.amazonaws.com' } }));
  }
}

const regionOf = async ({ db }: Product) => db.get({ pk: 'region#us-east-1', sk: 'region' });
const newcomersOf = async ({ cases }: Product) => (await cases.load(GROUP))?.case.newcomers.length;

describe('a region of 2,500 instances', () => {
  test('is looked through in three pages, and next in six hours', async () => {
    const product = await startProduct();
    addMany(product);
    await product.sweep();
    expect(countOf(product, 'DescribeInstances')).toBe(3);
    expect(await newcomersOf(product)).toBe(5);
    expect(await regionOf(product)).toMatchObject({ cursor: null, dueAt: '2026-03-02T16:00:00.000Z' });
  });

  test('is gone on with at the next tick when time ran out, from where it was left', async () => {
    const product = await startProduct();
    addMany(product);
    product.setRemaining(() => 60_000);
    for (const tick of [0, 1, 2]) {
      product.clock.setSystemTime(NOW + tick * 5 * MINUTE);
      await product.sweep();
      if (tick < 2) expect(await regionOf(product)).toMatchObject({ cursor: expect.any(String) });
    }
    expect(await regionOf(product)).toMatchObject({ cursor: null, dueAt: '2026-03-02T16:10:00.000Z' });
    const pages = product.aws.log.filter(({ params }) => JSON.stringify(params).includes('http-tokens'));
    expect(pages.map(({ params }) => params['NextToken'] === undefined)).toEqual([true, false, false]);
    await product.sweepFor(5 * MINUTE);
    expect((await product.cases.load(GROUP))?.members.length).toBe(5);
  });

  test('is begun anew when EC2 does not know the stored page any more', async () => {
    const product = await startProduct();
    addMany(product);
    await product.db.put({
      pk: 'region#us-east-1',
      sk: 'region',
      cursor: 'from-yesterday',
      dueKey: 'due',
      dueAt: '2026-03-02T10:00:00.000Z',
    });
    await product.sweep();
    expect(await newcomersOf(product)).toBe(5);
    expect(await regionOf(product)).toMatchObject({ cursor: null });
  });
});

test('an instance that lost its hardening is found by the next look and its case taken up again', async () => {
  const product = await startProduct({ policy: { watch: { for: 'PT1H' } } });
  const id = instanceId(1);
  product.inventory.add(unused(id));
  await product.sweepUntil(NOW + 5 * HOUR);
  expect((await loadCase(product, id)).member?.phase).toBe('secured');
  product.inventory.modify(id, { httpTokens: 'optional' }, Date.now());
  await product.sweepFor(90 * MINUTE);
  expect((await loadCase(product, id)).member).toMatchObject({ phase: 'optional', enforcement: null });
  expect(modifies(product)).toBe(1);
});

test('what nobody may change is not enrolled', async () => {
  const product = await startProduct();
  product.inventory.add(unused(instanceId(1), { options: { httpEndpoint: 'disabled' } }));
  product.inventory.add(unused(instanceId(2), { operator: { principal: 'ecs.amazonaws.com' } }));
  product.inventory.add(unused(instanceId(3), { options: { httpTokens: 'required' } }));
  product.inventory.add(unused(instanceId(4), { region: 'eu-west-1' }));
  await product.sweepUntil(NOW + DAY);
  expect((await product.db.dueIndex(10)).map(({ pk }) => pk)).toEqual(['region#us-east-1']);
});
