import { describe, expect, test } from 'vitest';
import {
  actions,
  HOUR,
  instanceId,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  noticesOf,
  occasionsOf,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const [FIRST, SECOND] = [instanceId(1), instanceId(2)];
const GROUP = 'us-east-1/asg:web';
const ELB = 'an ELB system health check failure';
const FACTS = { 'aws:autoscaling:groupName': 'web' };

/** A group of two that nothing used IMDSv1 on: its canary is changed and watched, the other waits. */
async function canary(policy = {}) {
  const product = await startProduct({ policy: { enforcement: { soak: 'PT6H' }, ...policy } });
  for (const id of [FIRST, SECOND]) product.inventory.add(unused(id, { tags: FACTS }));
  await product.sweepUntil(NOW + HOUR);
  const [changed, ...others] = product.inventory.list().filter(({ options }) => options.httpTokens === 'required');
  if (changed === undefined || others.length > 0) throw new Error('not one canary');
  return { product, changed: changed.id };
}

const groupOf = async ({ cases }: Product) => {
  const loaded = await cases.load(GROUP);
  if (loaded === null) throw new Error('there is no case of the group');
  return loaded;
};
const removalOf = async (product: Product, id: string) =>
  (await groupOf(product)).members.find((member) => member.id === id)?.removal;

describe('a changed instance that ends while it is watched', () => {
  test.each([
    ELB,
    'an EC2 instance status checks failure',
    'a user health-check',
    'a system health-check',
    'EBS volume health check failure',
  ])('counts as rejected where its group replaced it because of %s', async (cause) => {
    const { product, changed } = await canary();
    product.inventory.terminate(changed, Date.now(), cause);
    await product.sweepFor(HOUR);
    expect(await removalOf(product, changed)).toMatchObject({
      verdict: 'unhealthy',
      cause: expect.stringContaining(cause),
    });
    expect((await groupOf(product)).case).toMatchObject({ stance: { kind: 'grace' }, rollbacks: 1 });
    // Nothing is left to be taken back, and nothing more is changed.
    expect(modifies(product)).toBe(1);
    expect(metricOf(product, 'BreakerOpened')).toEqual([]);
  });
});
