import { describe, expect, test } from 'vitest';
import {
  DAY,
  HOUR,
  instanceId,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  nonCompliant,
  occasionsOf,
  type Product,
  type ProductOptions,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);

async function enforced(options: ProductOptions = {}) {
  const product = await startProduct(options);
  product.inventory.add(unused(ID));
  await product.onNoncompliance(nonCompliant(ID));
  return product;
}

const neverApplies = ({ inventory }: Product) => {
  const options = inventory.get(ID)?.options;
  if (options) options.appliesAt = Number.MAX_SAFE_INTEGER;
};

describe('an instance that has run unused for long', () => {
  test('is read back at the next tick, watched, and secured after a day of life without a rejected call', async () => {
    const product = await enforced();
    expect((await loadCase(product, ID)).member).toMatchObject({
      phase: 'modifying',
      enforcement: { appliedAt: null },
    });
    await product.sweepUntil(NOW + 5 * MINUTE);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'watched' });
    await product.sweepUntil(NOW + 25 * HOUR);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'watched' });
    await product.sweepUntil(NOW + 29 * HOUR);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'secured', watch: { rejected: 0 } });
    expect(modifies(product)).toBe(1);
    expect(occasionsOf(product)).toEqual([]);
    expect(metricOf(product, 'Enforcements')).toEqual([1]);
  });

  test('is taken back within the hour when a call is rejected, and its owner gets a grace window', async () => {
    const product = await enforced();
    await product.sweepUntil(NOW + 5 * HOUR);
    expect(product.inventory.call(ID, NOW + 5 * HOUR)).toBe('rejected');
    await product.sweepUntil(NOW + 6 * HOUR + 15 * MINUTE);
    expect(product.inventory.get(ID)?.options).toMatchObject({ httpTokens: 'optional', httpPutResponseHopLimit: 1 });
    const { case: kase, member } = await loadCase(product, ID);
    expect(kase).toMatchObject({ stance: { kind: 'grace' }, rollbacks: 1, ticket: { open: true } });
    expect(member).toMatchObject({ phase: 'rolled-back', rollback: { by: 'imdsv2-remediator' } });
    expect(occasionsOf(product)).toEqual(['rolling-back', 'grace-started']);
    expect(product.aws.opsItems.size).toBe(1);
    expect([modifies(product), metricOf(product, 'Rollbacks')]).toEqual([2, [1]]);
  });
});

describe('a change that EC2', () => {
  test('does not apply for two hours blocks the case, until it is applied after all', async () => {
    const product = await enforced();
    neverApplies(product);
    await product.sweepUntil(NOW + 115 * MINUTE);
    expect((await loadCase(product, ID)).case.stance.kind).toBe('cleared');
    await product.sweepUntil(NOW + 130 * MINUTE);
    expect((await loadCase(product, ID)).case.stance).toMatchObject({ kind: 'blocked', reason: 'not-applied' });
    expect(occasionsOf(product)).toEqual(['blocked']);
    expect(product.aws.opsItems.size).toBe(1);

    const options = product.inventory.get(ID)?.options;
    if (options) options.appliesAt = Date.now();
    await product.sweepFor(30 * MINUTE);
    const { case: kase, member } = await loadCase(product, ID);
    expect([kase.stance.kind, member?.phase]).toEqual(['cleared', 'watched']);
    expect(modifies(product)).toBe(1);
  });

  test('refuses twice is tried no third time: the case is blocked with a ticket and a notice', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    product.aws.faults = ({ action }) =>
      action === 'ModifyInstanceMetadataOptions' ? { error: 'UnauthorizedOperation' } : undefined;
    await product.onNoncompliance(nonCompliant(ID));
    await product.sweepUntil(NOW + 2 * DAY);
    const { case: kase, member } = await loadCase(product, ID);
    expect(kase).toMatchObject({ stance: { kind: 'blocked', reason: 'modify-refused', instanceIds: [ID] } });
    expect(kase.refusals).toHaveLength(2);
    expect(member).toMatchObject({ phase: 'optional', enforcement: null });
    expect(modifies(product)).toBe(2);
    expect(metricOf(product, 'RefusedChanges')).toEqual([1, 1]);
    expect(occasionsOf(product)).toEqual(['blocked']);
    expect(product.aws.opsItems.size).toBe(1);
  });

  test('has no room for now is made at a later tick', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    product.aws.faults = ({ action }) =>
      action === 'ModifyInstanceMetadataOptions' && Date.now() === NOW ? { error: 'Unavailable' } : undefined;
    await product.onNoncompliance(nonCompliant(ID));
    expect((await loadCase(product, ID)).case).toMatchObject({ refusals: [], outbox: [{ kind: 'enforce', tries: 1 }] });
    await product.sweepUntil(NOW + 20 * MINUTE);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'watched' });
    expect((await loadCase(product, ID)).case.outbox).toEqual([]);
  });

  test('made although its answer was lost is seen at the next look, with the evidence it rested on', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    product.aws.faults = ({ action }) => (action === 'ModifyInstanceMetadataOptions' ? { after: 'effect' } : undefined);
    await product.onNoncompliance(nonCompliant(ID));
    const made = modifies(product);
    const before = (await loadCase(product, ID)).member?.enforcement;
    expect(before).toMatchObject({ evidence: { state: 'zero' }, before: { tokens: 'optional' } });
    await product.sweepUntil(NOW + 30 * MINUTE);
    const { case: kase, member } = await loadCase(product, ID);
    expect(member).toMatchObject({ phase: 'watched', enforcement: { ...before, appliedAt: expect.any(Number) } });
    expect(kase.outbox).toEqual([]);
    expect(modifies(product)).toBe(made);
  });
});
