import { describe, expect, test } from 'vitest';
import {
  actions,
  HOUR,
  instanceId,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  nonCompliant,
  noticesOf,
  occasionsOf,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const [FIRST, SECOND] = [instanceId(1), instanceId(2)];
const GROUP = 'us-east-1/asg:web';
const ELB = 'an ELB system health check failure';
const IN_GROUP = { 'aws:autoscaling:groupName': 'web' };

/** A group of two that nothing used IMDSv1 on: its canary is changed and watched, the other waits. */
async function canary(policy = {}, late?: () => number) {
  const product = await startProduct({ policy: { enforcement: { soak: 'PT6H' }, ...policy }, ...(late && { late }) });
  for (const id of [FIRST, SECOND]) product.inventory.add(unused(id, { tags: IN_GROUP }));
  await product.sweepUntil(NOW + HOUR);
  const changed = product.inventory.list().find(({ options }) => options.httpTokens === 'required');
  if (changed === undefined) throw new Error('nothing was changed');
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
  test('counts as rejected where its group replaced it as unhealthy', async () => {
    const { product, changed } = await canary();
    product.inventory.terminate(changed, Date.now(), ELB);
    await product.sweepFor(HOUR);
    expect(await removalOf(product, changed)).toMatchObject({
      verdict: 'unhealthy',
      cause: expect.stringContaining(ELB),
    });
    expect((await groupOf(product)).case).toMatchObject({ stance: { kind: 'grace' }, rollbacks: 1 });
    // Nothing is left to be taken back, and nothing more is changed.
    expect(modifies(product)).toBe(1);
    expect(metricOf(product, 'BreakerOpened')).toEqual([]);
  });

  test.each([
    ['scaled in', undefined],
    ['refreshed it', 'an instance refresh'],
    ['found it ended by somebody else', 'an EC2 health check indicating it has been terminated or stopped'],
  ])('says nothing of the software where its group %s: another goes first', async (_what, cause) => {
    const { product, changed } = await canary();
    product.inventory.terminate(changed, Date.now(), cause);
    await product.sweepFor(HOUR);
    expect(await removalOf(product, changed)).toMatchObject({ verdict: 'other' });
    expect((await groupOf(product)).case).toMatchObject({ stance: { kind: 'cleared' }, rollbacks: 0 });
    expect(product.inventory.list().map(({ options }) => options.httpTokens)).toEqual(['required', 'required']);
  });

  test('is not known for good or bad while its group cannot be asked: nothing is changed, and it is asked again', async () => {
    const { product, changed } = await canary();
    product.aws.faults = ({ service }) => (service === 'autoscaling' ? { error: 'AccessDenied' } : undefined);
    product.inventory.terminate(changed, Date.now(), ELB);
    await product.sweepFor(3 * HOUR);
    expect(await removalOf(product, changed)).toEqual({ verdict: 'unknown', cause: '' });
    expect((await groupOf(product)).case).toMatchObject({ hold: 'facts-unreadable', stance: { kind: 'cleared' } });
    expect(modifies(product)).toBe(1);
    expect(metricOf(product, 'UnreadableFacts').length).toBeGreaterThan(3);
    product.aws.faults = undefined;
    await product.sweepFor(HOUR);
    expect((await groupOf(product)).case).toMatchObject({ hold: null, stance: { kind: 'grace' } });
  });

  test('is asked about for an hour where its group says nothing of it, and was not ended by it then', async () => {
    const { product, changed } = await canary();
    product.inventory.terminate(changed, Date.now(), null);
    await product.sweepFor(HOUR / 2);
    expect(await removalOf(product, changed)).toMatchObject({ verdict: 'unknown' });
    expect(modifies(product)).toBe(1);
    await product.sweepFor(2 * HOUR);
    expect(await removalOf(product, changed)).toEqual({ verdict: 'other', cause: '' });
    expect(modifies(product)).toBe(2);
  });

  test('takes back the others of its workload, and people are told what its group said', async () => {
    const { product, changed } = await canary({ enforcement: { canary: false } });
    expect(modifies(product)).toBe(2);
    const other = product.inventory.list().find(({ id }) => id !== changed);
    product.inventory.terminate(changed, Date.now(), ELB);
    await product.sweepFor(HOUR);
    expect(other?.options.httpTokens).toBe('optional');
    const [notice] = noticesOf(product);
    expect(notice).toMatchObject({
      occasion: 'rolling-back',
      summary: expect.stringContaining('Auto Scaling replaced 1 instance as unhealthy: IMDSv1 is being allowed again'),
    });
    expect(JSON.stringify([...product.aws.opsItems.values()])).toContain(ELB);
  });

  test('is left to people where policy wants that, until they decide', async () => {
    const { product, changed } = await canary(JSON.parse('{ "watch": { "then": { "onZero": "notify" } } }'));
    product.inventory.terminate(changed, Date.now(), ELB);
    await product.sweepFor(30 * HOUR);
    expect((await groupOf(product)).case.stance).toMatchObject({
      kind: 'blocked',
      reason: 'rejected-calls',
      instanceIds: [changed],
    });
    expect(occasionsOf(product)).toEqual(['rejected-calls']);
    expect(JSON.stringify(noticesOf(product))).toContain('Auto Scaling replaced 1 instance as unhealthy');
    expect(modifies(product)).toBe(1);
  });

  test('is asked about by the sweep alone, with one call a group', async () => {
    const { product, changed } = await canary();
    product.inventory.terminate(changed, Date.now(), ELB);
    const asked = () => actions(product).filter((action) => action.startsWith('autoscaling:'));
    await product.onNoncompliance(nonCompliant(changed));
    expect(asked()).toEqual([]);
    await product.sweepFor(HOUR);
    expect(asked()).toEqual(['autoscaling:DescribeScalingActivities']);
  });
});

describe('a changed instance that calls in vain as it shuts down', () => {
  const late = () => 9 * MINUTE;

  test('has the others taken back as soon as CloudWatch has counted that', async () => {
    const { product, changed } = await canary({ enforcement: { canary: false } }, late);
    // The next look is a tick away.
    await product.sweepUntil(((await groupOf(product)).case.dueAt ?? NOW) - 5 * MINUTE);
    product.inventory.call(changed, Date.now());
    product.inventory.terminate(changed, Date.now());
    await product.sweepFor(5 * MINUTE);
    const tokens = () => product.inventory.list().find(({ id }) => id !== changed)?.options.httpTokens;
    const watchOf = async () => (await groupOf(product)).members.find(({ id }) => id === changed)?.watch?.rejected;
    expect([await watchOf(), tokens()]).toEqual([0, 'required']);
    await product.sweepFor(HOUR);
    expect([await watchOf(), tokens()]).toEqual([1, 'optional']);
    expect((await groupOf(product)).case).toMatchObject({ rollbacks: 1, stance: { kind: 'grace' } });
  });

  test('is what its workload is judged on from then on, where nothing was left to be taken back', async () => {
    const { product, changed } = await canary({}, late);
    product.inventory.call(changed, Date.now());
    product.inventory.terminate(changed, Date.now());
    await product.sweepFor(HOUR);
    expect((await groupOf(product)).case).toMatchObject({ rollbacks: 1, stance: { kind: 'grace' } });
    expect(modifies(product)).toBe(1);
  });
});
