import { describe, expect, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { makeControlsStore } from '../../src/store/controls-store.ts';
import { ask, DANA, refusal, SAM } from './operator-support.ts';
import {
  caseOf,
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  journalOf,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);
const reason = 'agreed with the owner';

describe('a pause', () => {
  test('stops every change in the account, is shown with who ordered it, and ends when somebody resumes', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    await ask(product, { kind: 'pause', id: 'p-1', reason: 'freeze' });
    await product.sweepFor(3 * HOUR);
    expect(modifies(product)).toBe(0);
    expect((await loadCase(product, ID)).case).toMatchObject({ stance: { kind: 'cleared' }, hold: 'paused' });
    const overview = await ask<'overview'>(product, { kind: 'overview' });
    expect(overview).toMatchObject({
      paused: { at: NOW, actor: DANA, reason: 'freeze' },
      holds: [{ hold: 'paused', workloads: 1 }],
      workloads: { enforcing: 1 },
    });
    const { code, message } = await refusal(product, { kind: 'pause', reason }, SAM);
    expect([code, message]).toEqual([
      'decided-already',
      `Enforcement is paused already, by ${DANA} at 2026-03-02 10:00 UTC.`,
    ]);

    await ask(product, { kind: 'resume', id: 'p-2', reason }, SAM);
    await product.sweepFor(2 * HOUR);
    expect(modifies(product)).toBe(1);
    expect(await journalOf(product, 'account')).toMatchObject([
      { command: 'pause', actor: DANA, reason: 'freeze', id: 'p-1' },
      { command: 'resume', actor: SAM, reason, id: 'p-2' },
    ]);
    expect(metricOf(product, 'Orders')).toEqual([1, 1]);
  });
});

test('resuming closes a breaker that opened by itself, and says so where there is nothing to close', async () => {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  const why = 'Within P1D 3 workloads had to be taken back, and 40 were changed.';
  await makeControlsStore(product.db).openBreaker({ at: instant(NOW), actor: 'breaker', reason: why }, 'effect-1');
  await product.sweepFor(3 * HOUR);
  expect(modifies(product)).toBe(0);
  expect(await ask(product, { kind: 'overview' })).toMatchObject({ breaker: { reason: why }, paused: null });

  await ask(product, { kind: 'resume', reason });
  await product.sweepFor(2 * HOUR);
  expect(modifies(product)).toBe(1);
  const { code, message } = await refusal(product, { kind: 'resume', reason });
  expect([code, message]).toEqual(['decided-already', 'Enforcement is not paused, and the breaker is closed.']);
});

describe('an order to enforce', () => {
  const inGrace = async () => {
    const product = await startProduct();
    product.inventory.add(inUse(ID, { calls: hourly(NOW - 20 * DAY, NOW + DAY) }));
    await product.sweepUntil(NOW + 10 * MINUTE);
    return product;
  };

  test('is carried out on the spot, on the word of the one who gave it', async () => {
    const product = await inGrace();
    const ordered = await ask<'ordered'>(product, { kind: 'enforce', case: ID, reason });
    expect(ordered).toMatchObject({ cases: [{ case: { id: caseOf(ID), state: 'enforcing' }, carriedOut: true }] });
    expect(modifies(product)).toBe(1);
    expect((await loadCase(product, ID)).member).toMatchObject({ enforcement: { ground: 'operator' } });
    const entries = await journalOf(product, caseOf(ID));
    expect(entries.at(-1)).toMatchObject({ trigger: 'operator', actor: DANA });
    expect(String(entries.at(-1)?.['detail'])).toContain(`${DANA} ordered enforcement: ${reason}`);
  });

  test('waits while enforcement is paused, and says so', async () => {
    const product = await inGrace();
    await ask(product, { kind: 'pause', reason });
    const { said } = await ask<'ordered'>(product, { kind: 'enforce', case: caseOf(ID), reason });
    expect(said).toBe(`Enforcement of instance ${ID} is ordered. It is on hold: paused.`);
    expect(modifies(product)).toBe(0);
  });

  test('is refused while an exception protects the workload', async () => {
    const product = await inGrace();
    const until = new Date(NOW + 9 * DAY).toISOString();
    const scope = { kind: 'instance', region: 'us-east-1', instanceId: ID } as const;
    await ask(product, { kind: 'request', scope, owner: 'o', reason, until }, SAM);
    await ask(product, { kind: 'approve', case: caseOf(ID), reason });
    expect((await refusal(product, { kind: 'enforce', case: ID, reason })).code).toBe('wrong-stance');
    expect(modifies(product)).toBe(0);
  });

  test('that others keep from being stored changes nothing, and says so', async () => {
    const product = await inGrace();
    const conditional = (text: string) =>
      text.includes('ConditionExpression') && text.includes('"command":{"S":"enforce"}');
    product.aws.faults = ({ action, params }) =>
      action === 'PutItem' && conditional(JSON.stringify(params))
        ? { error: 'ConditionalCheckFailedException' }
        : undefined;
    expect((await refusal(product, { kind: 'enforce', case: ID, reason })).code).toBe('busy');
    expect((await loadCase(product, ID)).case.orders).toEqual([]);
    expect(modifies(product)).toBe(0);
  });
});
