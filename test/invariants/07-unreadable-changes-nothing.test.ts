import { describe, expect, test } from 'vitest';
import type { Stance } from '../../src/domain/case.ts';
import { ago, orderOf, stances } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import type { Product } from '../wire/support.ts';
import {
  expectNothingChanged,
  HOUR,
  instanceId,
  loadCase,
  MINUTE,
  NOW,
  nonCompliant,
  startProduct,
  unused,
} from '../wire/support.ts';
import { ordered, uses, viewOf } from './support.ts';

const ID = instanceId(1);

describe('what is unreadable holds every case as it is', () => {
  const unreadable = { unreadable: 'AccessDeniedException: no' };
  const parts = {
    exceptions: 'exceptions-unreadable',
    controls: 'controls-unreadable',
    members: 'facts-unreadable',
    defaults: 'facts-unreadable',
    evidence: 'evidence-unreadable',
  } as const;
  const due: Stance = { ...stances.grace, deadline: ago('PT1H') };

  test.each(Object.entries(parts))('%s', (part, hold) => {
    for (const stance of [...Object.values(stances), due]) {
      for (const use of [uses.zero, uses.used]) {
        const { case: kase } = decide(viewOf({ case: { stance }, use, read: { [part]: unreadable } }));
        expect(kase).toMatchObject({ stance, hold, holdDetail: unreadable.unreadable });
        expect(kase.outbox.map(({ kind }) => kind)).toEqual(['journal']);
      }
    }
  });

  test('even against an operator’s word', () => {
    const { case: kase } = decide(viewOf({ trigger: orderOf(), read: { controls: unreadable } }));
    expect(ordered(kase.outbox, 'enforce')).toEqual([]);
  });
});

describe('the brakes', () => {
  const brake = { at: ago('PT1H'), actor: 'a', reason: 'a release' };

  test.each([
    ['paused', { paused: brake, breaker: null }],
    ['breaker-open', { paused: null, breaker: brake }],
  ] as const)('hold enforcement: %s', (hold, brakes) => {
    const controls = { known: { ...brakes, graceStartsLeft: 25, noLeaveUntil: null } };
    const { case: kase } = decide(viewOf({ read: { controls } }));
    expect(kase).toMatchObject({ stance: { kind: 'cleared' }, hold });
    expect(ordered(kase.outbox, 'enforce')).toEqual([]);
  });
});

/** A case that would be enforced at the next tick. */
async function startDue(): Promise<Product> {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  await product.sweep();
  return product;
}

const pause = {
  pk: 'controls',
  sk: 'pause',
  at: '2026-03-02T09:00:00.000Z',
  actor: 'arn:aws:iam::123456789012:user/a',
  reason: 'a release',
};

describe('a pause that is set between the decision and the change', () => {
  test('stops the change, and the case waits until it is taken back', async () => {
    const product = await startDue();
    product.aws.faults = ({ action }) => {
      if (action === 'GetMetricData') void product.db.put(pause);
      return undefined;
    };
    await product.sweep();
    product.aws.faults = undefined;
    expect((await loadCase(product, ID)).case).toMatchObject({ outbox: [{ kind: 'enforce' }] });
    await product.sweepFor(2 * HOUR);
    expect((await loadCase(product, ID)).case).toMatchObject({ stance: { kind: 'cleared' }, hold: 'paused' });
    expectNothingChanged(product);
  });
});

test.each([
  ['a pause', { ...pause, at: 'yesterday' }, 'controls-unreadable'],
  ['an exception', { pk: 'exceptions', sk: 'e-1', status: 'perhaps' }, 'exceptions-unreadable'],
])('%s in a form that is not known counts as unreadable', async (_what, item, hold) => {
  const product = await startDue();
  await product.db.put(item);
  await product.sweep();
  expect((await loadCase(product, ID)).case).toMatchObject({ stance: { kind: 'observing' }, hold });
  expectNothingChanged(product);
});

describe('without a policy nothing is decided, and Lambda hears of it', () => {
  test.each([
    ['missing', null, 'not found'],
    ['no JSON', 'mode: enforce', 'not JSON'],
    ['wrong', '{"mode":"enforced","grace":{"window":"soon"}}', 'has 2 faults'],
  ])('the parameter is %s', async (_what, text, message) => {
    const product = await startDue();
    product.setPolicy(text);
    product.clock.setSystemTime(NOW + MINUTE);
    await expect(product.sweep()).rejects.toThrow(message);
    await expect(product.onNoncompliance(nonCompliant(ID))).rejects.toThrow(message);
    expect((await loadCase(product, ID)).case.stance.kind).toBe('observing');
    expectNothingChanged(product);
  });
});
