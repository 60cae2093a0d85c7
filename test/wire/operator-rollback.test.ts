import { describe, expect, test } from 'vitest';
import { ask, DANA, refusal, SAM } from './operator-support.ts';
import {
  caseOf,
  HOUR,
  instanceId,
  journalOf,
  loadCase,
  modifies,
  NOW,
  noticesOf,
  occasionsOf,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const [ID, OTHER] = [instanceId(1), instanceId(2)];
const GROUP = 'us-east-1/asg:web';
const reason = 'checkout gets 401';

const tokensOf = ({ inventory }: Product, id: string) => inventory.get(id)?.options.httpTokens;

/** An instance that nothing used IMDSv1 on, changed and watched. */
async function enforced() {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  await product.sweepUntil(NOW + HOUR);
  expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'watched' });
  return product;
}

/** A group of two, both changed and watched. */
async function enforcedGroup() {
  const product = await startProduct();
  for (const id of [ID, OTHER]) product.inventory.add(unused(id, { tags: { 'aws:autoscaling:groupName': 'web' } }));
  await product.sweepUntil(NOW + 6 * HOUR);
  expect([ID, OTHER].map((id) => tokensOf(product, id))).toEqual(['required', 'required']);
  return product;
}

describe('an order to take back', () => {
  test('is carried out on the spot, also while enforcement is stopped, on the word of the one who gave it', async () => {
    const product = await enforced();
    await ask(product, { kind: 'pause', reason: 'incident' });
    const ordered = await ask<'ordered'>(product, { kind: 'rollback', case: caseOf(ID), reason });
    expect(ordered).toMatchObject({
      said: `Taking back instance ${ID} is ordered: IMDSv1 is to be allowed again on 1 instance.`,
      cases: [{ case: { state: 'blocked', because: 'rolling-back' }, carriedOut: true }],
    });
    expect(tokensOf(product, ID)).toBe('optional');
    expect((await loadCase(product, ID)).member?.rollback).toMatchObject({ by: DANA });
    const entries = await journalOf(product, caseOf(ID));
    expect(entries.at(-1)).toMatchObject({ trigger: 'operator', actor: DANA, reason: 'operator-rollback' });
    expect(String(entries.at(-1)?.['detail'])).toContain(`${DANA} ordered a rollback: ${reason}`);
    expect(noticesOf(product).at(-1)).toMatchObject({
      occasion: 'rolling-back',
      severity: 'high',
      summary: `IMDSv1 is being allowed again on the instances of instance ${ID} in us-east-1 that were changed. ${DANA} ordered a rollback: ${reason}`,
    });
  });

  test('makes the workload used: it gets a grace window, and nothing enforces it on what was known before', async () => {
    const product = await enforced();
    await ask(product, { kind: 'rollback', case: ID, reason });
    const before = modifies(product);
    await product.sweepFor(2 * HOUR);
    const { case: kase, member } = await loadCase(product, ID);
    expect([kase.stance.kind, kase.evidence?.state, member?.phase]).toEqual(['grace', 'used', 'rolled-back']);
    expect(occasionsOf(product)).toEqual(['rolling-back', 'grace-started']);
    expect(modifies(product)).toBe(before);
    const shown = await ask<'case'>(product, { kind: 'show', case: ID });
    expect(shown.members).toMatchObject([{ phase: 'rolled-back', rollback: { by: DANA } }]);
    expect(shown.sentences.why).toContain('EC2 shows IMDSv1 allowed again on 1 instance.');
  });

  test('of one instance leaves the others of its workload as they are', async () => {
    const product = await enforcedGroup();
    const { said } = await ask<'ordered'>(product, { kind: 'rollback', case: OTHER, reason });
    expect(said).toBe(
      `Taking back instance ${OTHER} of Auto Scaling group web is ordered: IMDSv1 is to be allowed again on 1 instance.`,
    );
    await product.sweepFor(2 * HOUR);
    expect([ID, OTHER].map((id) => tokensOf(product, id))).toEqual(['required', 'optional']);
  });

  test('of a workload takes all of it back', async () => {
    const product = await enforcedGroup();
    await ask(product, { kind: 'rollback', case: GROUP, reason });
    expect([ID, OTHER].map((id) => tokensOf(product, id))).toEqual(['optional', 'optional']);
  });

  test('is refused where the named instance allows IMDSv1 as it is, whatever holds for its workload', async () => {
    const product = await enforcedGroup();
    await ask(product, { kind: 'rollback', case: OTHER, reason });
    await product.sweepFor(HOUR);
    const { code, message } = await refusal(product, { kind: 'rollback', case: OTHER, reason });
    expect([code, message]).toEqual([
      'wrong-stance',
      `Nothing of instance ${OTHER} of Auto Scaling group web was changed and still is: nothing is to be taken back.`,
    ]);
  });

  test('is for approvers alone', async () => {
    const product = await enforced();
    const { code } = await refusal(product, { kind: 'rollback', case: ID, reason }, SAM, 'requester');
    expect([code, tokensOf(product, ID)]).toEqual(['not-allowed', 'required']);
  });

  test('that others keep from being stored changes nothing, and says so', async () => {
    const product = await enforced();
    product.aws.faults = ({ action, params }) =>
      action === 'PutItem' && JSON.stringify(params).includes('"command":{"S":"rollback"}')
        ? { error: 'ConditionalCheckFailedException' }
        : undefined;
    expect((await refusal(product, { kind: 'rollback', case: ID, reason })).code).toBe('busy');
    expect([(await loadCase(product, ID)).case.orders, tokensOf(product, ID)]).toEqual([[], 'required']);
  });
});

describe('a group that one save has no room for', () => {
  const ids = Array.from({ length: 50 }, (_, index) => instanceId(index + 1));
  const optional = (product: Product) => ids.filter((id) => tokensOf(product, id) === 'optional').length;

  async function enforcedAll() {
    const product = await startProduct({ policy: { enforcement: { perHour: 1000 } } });
    for (const id of ids) product.inventory.add(unused(id, { tags: { 'aws:autoscaling:groupName': 'web' } }));
    await product.sweep();
    await ask(product, { kind: 'enforce', case: GROUP, reason });
    await product.sweepFor(HOUR);
    expect(optional(product)).toBe(0);
    return product;
  }

  test('is taken back in one go', async () => {
    const product = await enforcedAll();
    await ask(product, { kind: 'rollback', case: GROUP, reason });
    expect(optional(product)).toBe(50);
    expect(occasionsOf(product).filter((occasion) => occasion === 'rolling-back')).toHaveLength(1);
  });

  test('waits for the next tick where time runs out', async () => {
    const product = await enforcedAll();
    product.setRemaining(() => (optional(product) === 0 ? 300_000 : 19_999));
    await ask(product, { kind: 'rollback', case: GROUP, reason });
    expect(optional(product)).toBe(22);
    product.setRemaining(() => 300_000);
    await product.sweep();
    expect(optional(product)).toBe(50);
  });
});

test('EC2 that refuses to take it back is told loudly, with its answer', async () => {
  const product = await enforced();
  product.aws.faults = ({ action }) =>
    action === 'ModifyInstanceMetadataOptions' ? { error: 'UnsupportedOperation' } : undefined;
  await ask(product, { kind: 'rollback', case: ID, reason });
  await product.sweepFor(HOUR);
  const notice = noticesOf(product).find(({ occasion }) => occasion === 'rollback-refused');
  expect(notice).toMatchObject({ severity: 'high', instanceIds: [ID] });
  expect(JSON.stringify(notice)).toMatch(/EC2 refuses it. Its answer: i-\w+: .*UnsupportedOperation/);
});
