import { describe, expect, test } from 'vitest';
import { makeExceptionStore } from '../../src/store/exception-store.ts';
import { ago, exceptionOf, type NOW, orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import type { Product } from '../wire/support.ts';
import { instanceId, loadCase, modifies, nonCompliant, startProduct, unused } from '../wire/support.ts';
import { ordered, uses, viewOf } from './support.ts';

const ID = instanceId(1);

/** Something happens after the decision, when leave to change was already taken. */
async function meanwhile(happens: (product: Product) => void): Promise<Product> {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  product.aws.faults = ({ action, params }) => {
    if (action === 'PutItem' && JSON.stringify(params).includes('"sk":{"S":"rate"}')) happens(product);
    return undefined;
  };
  await product.onNoncompliance(nonCompliant(ID));
  product.aws.faults = undefined;
  return product;
}

const optionsOf = ({ inventory }: Product) => inventory.get(ID)?.options ?? { state: 'applied', appliesAt: 0 };

describe('nothing is done when, since the decision, the instance', () => {
  test.each<[string, (product: Product) => void]>([
    [
      'was started anew',
      ({ inventory }) => {
        inventory.stop(ID, Date.now() - 2 * 3_600_000);
        inventory.start(ID, Date.now() - 90 * 60_000);
      },
    ],
    ['was terminated', ({ inventory }) => inventory.terminate(ID, Date.now())],
    ['is being stopped', ({ inventory }) => inventory.stop(ID, Date.now())],
    ['has another hop limit', (product) => Object.assign(optionsOf(product), { httpPutResponseHopLimit: 2 })],
    ['has had its endpoint disabled', (product) => Object.assign(optionsOf(product), { httpEndpoint: 'disabled' })],
    ['has been hardened by somebody', (product) => Object.assign(optionsOf(product), { httpTokens: 'required' })],
  ])('%s', async (_what, happens) => {
    const product = await meanwhile(happens);
    expect(modifies(product)).toBe(0);
    const { case: kase, member } = await loadCase(product, ID);
    expect(member).toMatchObject({ phase: 'optional', enforcement: null });
    expect([kase.outbox, kase.refusals]).toEqual([[], []]);
  });
});

test('nothing is done when, since the decision, an exception was granted', async () => {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  const exception = exceptionOf({ scope: { kind: 'instance', region: 'us-east-1', instanceId: ID } });
  let granted: Promise<unknown> | undefined;
  product.aws.faults = ({ action, params }) => {
    if (action === 'PutItem' && JSON.stringify(params).includes('"sk":{"S":"rate"}')) {
      granted ??= makeExceptionStore(product.db).create(exception);
    }
    return undefined;
  };
  await product.onNoncompliance(nonCompliant(ID));
  await granted;
  expect(modifies(product)).toBe(0);
});

test('what nobody touched is changed', async () => {
  expect(modifies(await meanwhile(() => {}))).toBe(1);
});

describe('no member is enforced', () => {
  const enforcedAt = (launchedAt: typeof NOW, state: 'running' | 'stopped' | 'pending' | 'stopping' = 'running') => {
    const { case: kase } = decide(viewOf({ trigger: orderOf(), facts: { launchedAt, state }, use: uses.zero }));
    return ordered(kase.outbox, 'enforce').length;
  };

  test('within an hour of its start, not even on an operator’s word', () => {
    expect(enforcedAt(ago('PT59M'))).toBe(0);
    expect(enforcedAt(ago('PT60M'))).toBe(1);
  });

  test('unless it runs: what is stopped follows when it starts', () => {
    expect((['pending', 'stopping', 'stopped'] as const).map((state) => enforcedAt(ago('P20D'), state))).toEqual([
      0, 0, 0,
    ]);
  });

  test('on a reading older than an hour', () => {
    const decisionAt = (readAt: typeof NOW) => decide(viewOf({ use: { ...uses.zero, readAt } }));
    expect(decisionAt(ago('PT61M'))).toMatchObject({ wantsFreshEvidence: true });
    expect(ordered(decisionAt(ago('PT61M')).case.outbox, 'enforce')).toEqual([]);
    expect(ordered(decisionAt(ago('PT60M')).case.outbox, 'enforce')).toHaveLength(1);
  });
});
