import { describe, expect, test } from 'vitest';
import type { Exception } from '../../src/domain/permission.ts';
import { instant } from '../../src/domain/time.ts';
import { ALEX, ask, DANA, inDays, refusal, SAM } from './operator-support.ts';
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
  noticesOf,
  occasionsOf,
  type Product,
  startProduct,
} from './support.ts';

const ID = instanceId(1);
const CASE = caseOf(ID);
const SCOPE = { kind: 'workload', caseId: CASE } as const;

/** An instance in use for good, in its grace window. */
async function startInGrace(policy: Readonly<Record<string, unknown>> = {}) {
  const product = await startProduct({ policy });
  product.inventory.add(inUse(ID, { calls: hourly(NOW - 20 * DAY, NOW + 60 * DAY) }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  expect((await loadCase(product, ID)).case.stance.kind).toBe('grace');
  return product;
}

const WHY = { owner: 'payments', reason: 'new agent in April' };
const asking = (product: Product, days = 20, by = ALEX) =>
  ask<'ordered'>(product, { kind: 'request', scope: SCOPE, ...WHY, until: inDays(days) }, by, 'requester');
const decided = (product: Product, kind: 'approve' | 'deny' | 'revoke', by = DANA) =>
  ask<'ordered'>(product, { kind, case: CASE, reason: 'agreed' }, by);
const only = async ({ exceptions }: Product): Promise<Exception | undefined> => {
  const [exception, ...others] = await exceptions.all();
  expect(others).toEqual([]);
  return exception;
};
const stanceOf = async (product: Product) => (await loadCase(product, ID)).case.stance;
const reasonsOf = async (product: Product) =>
  (await journalOf(product, CASE)).slice(2).map((entry) => [entry['reason'], entry['actor']]);

describe('an exception', () => {
  test('is asked for by one, granted by another, announced before its end, and followed by a shorter window', async () => {
    const product = await startInGrace();
    const asked = await asking(product, 9);
    expect(asked).toMatchObject({ exception: { standing: 'pending', caseIds: [CASE] }, cases: [{ carriedOut: true }] });
    expect(await only(product)).toMatchObject({ askedBy: ALEX, via: 'url', approvedBy: null, ...WHY });
    expect((await stanceOf(product)).kind).toBe('grace');

    const granted = await decided(product, 'approve');
    expect(granted.said).toContain('is in force until 2026-03-11 10:10 UTC');
    expect(granted).toMatchObject({ cases: [{ case: { id: CASE, state: 'excepted' }, carriedOut: true }] });
    expect(await only(product)).toMatchObject({ status: 'active', approvedBy: DANA });
    expect(occasionsOf(product)).toEqual(['grace-started', 'exception-requested', 'excepted']);

    await product.sweepFor(2 * DAY - HOUR);
    expect(occasionsOf(product).slice(3)).toEqual([]);
    await product.sweepFor(2 * HOUR);
    expect(occasionsOf(product).slice(3)).toEqual(['exception-expiring']);
    await product.sweepFor(6 * DAY);
    expect(occasionsOf(product).slice(3)).toEqual(['exception-expiring', 'exception-expiring']);
    await product.sweepFor(DAY);
    expect(occasionsOf(product).slice(5)).toEqual(['exception-ended', 'grace-started']);
    expect(await stanceOf(product)).toMatchObject({ kind: 'grace', window: 7 * DAY });
    expect(modifies(product)).toBe(0);
    const ids = noticesOf(product).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await reasonsOf(product)).toEqual([
      ['operator-request', ALEX],
      ['operator-approve, exception-active', DANA],
      ['exception-expiring', 'sweep'],
      ['exception-expiring', 'sweep'],
      ['exception-ended', 'sweep'],
    ]);
    expect(metricOf(product, 'Orders')).toEqual([1, 1]);
  });

  test('that is revoked ends at once, for a shorter window', async () => {
    const product = await startInGrace();
    await asking(product);
    await decided(product, 'approve');
    const revoked = await decided(product, 'revoke', SAM);
    expect(revoked.cases).toMatchObject([{ case: { state: 'grace' }, carriedOut: true }]);
    expect(await only(product)).toMatchObject({ status: 'revoked', approvedBy: DANA });
    expect(await stanceOf(product)).toMatchObject({ kind: 'grace', window: 7 * DAY });
    expect((await reasonsOf(product)).at(-1)).toEqual(['operator-revoke, exception-ended', SAM]);
  });

  test('that is denied changes nothing but the record, and may be asked for again', async () => {
    const product = await startInGrace();
    await asking(product);
    const before = await stanceOf(product);
    await decided(product, 'deny');
    expect(await stanceOf(product)).toEqual(before);
    expect(occasionsOf(product)).toEqual(['grace-started', 'exception-requested', 'exception-denied']);
    expect((await asking(product, 10)).exception?.standing).toBe('pending');
    expect((await product.exceptions.all()).map(({ status }) => status).sort()).toEqual(['denied', 'requested']);
  });

  test('is granted by those who asked for it only where policy says so', async () => {
    const product = await startInGrace({ exceptions: { ownApproval: 'allow' } });
    await asking(product, 20, DANA);
    expect((await decided(product, 'approve', DANA)).cases).toMatchObject([{ case: { state: 'excepted' } }]);
  });
});

describe('two who decide at once', () => {
  test('are one who wins and one who is told who did', async () => {
    const product = await startInGrace();
    await asking(product);
    const [first, second] = await Promise.allSettled([
      decided(product, 'approve', DANA),
      decided(product, 'approve', SAM),
    ]);
    const lost = [first, second].flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    const winner = (await only(product))?.approvedBy;
    expect(lost).toHaveLength(1);
    expect(lost[0]).toContain(`409 {"kind":"refused","code":"decided-already"`);
    expect(lost[0]).toContain(`was approved by ${winner} at 2026-03-02 10:10 UTC`);
    expect((await only(product))?.history.map(({ what }) => what)).toEqual(['request', 'approve']);
    expect(occasionsOf(product).filter((occasion) => occasion === 'excepted')).toHaveLength(1);
  });
});

describe('an order', () => {
  test('that comes while somebody runs the outbox is carried out by the sweep once they are done', async () => {
    const product = await startInGrace();
    await asking(product);
    const { case: kase } = await loadCase(product, ID);
    await product.cases.save({ ...kase, leaseUntil: inMs(15 * MINUTE), dueAt: inMs(15 * MINUTE) });
    const granted = await decided(product, 'approve');
    expect(granted.cases).toMatchObject([{ case: { state: 'grace' }, carriedOut: false }]);
    expect(granted.said).toContain('the sweep takes it up');
    expect((await loadCase(product, ID)).case.orders).toMatchObject([{ command: 'approve', actor: DANA }]);
    await product.sweepFor(20 * MINUTE);
    expect((await stanceOf(product)).kind).toBe('excepted');
    expect((await reasonsOf(product)).at(-1)).toEqual(['operator-approve, exception-active', DANA]);
  });

  test('that fails once it is stored is not lost', async () => {
    const product = await startInGrace();
    await asking(product);
    product.aws.faults = ({ action }) => (action === 'GetInstanceMetadataDefaults' ? { error: 'Boom' } : undefined);
    expect((await decided(product, 'approve')).cases).toMatchObject([{ carriedOut: false }]);
    product.aws.faults = undefined;
    await product.sweepFor(20 * MINUTE);
    expect((await stanceOf(product)).kind).toBe('excepted');
  });

  test('is carried out once, however often it is sent', async () => {
    const product = await startInGrace();
    const id = '00000000-0000-4000-8000-00000000000f';
    const request = { kind: 'request', id, scope: SCOPE, ...WHY, until: inDays(9) } as const;
    await ask(product, request, ALEX, 'requester');
    expect((await refusal(product, request, ALEX, 'requester')).code).toBe('replayed');
    expect(await only(product)).toMatchObject({ version: 1 });
    expect(occasionsOf(product)).toEqual(['grace-started', 'exception-requested']);
  });
});

describe('an exception for a tag', () => {
  const [first, second, third] = [instanceId(1), instanceId(2), instanceId(3)];
  const tagged = async () => {
    const product = await startProduct();
    for (const id of [first, second, third]) {
      const tags = id === third ? {} : { App: 'a*b' };
      product.inventory.add(inUse(id, { tags, calls: hourly(NOW - 20 * DAY, NOW + 9 * DAY) }));
    }
    await product.sweepUntil(NOW + 10 * MINUTE);
    return product;
  };
  const scope = { kind: 'tag', key: 'App', value: 'a*b' } as const;

  test('holds for every case with an instance that carries it, and for no other', async () => {
    const product = await tagged();
    const asked = await ask<'ordered'>(
      product,
      { kind: 'request', scope, ...WHY, until: inDays(9) },
      ALEX,
      'requester',
    );
    expect(asked.exception?.caseIds).toEqual([caseOf(first), caseOf(second)]);
    const exception = asked.exception?.exception.id ?? '';
    const granted = await ask<'ordered'>(product, { kind: 'approve', exception, reason: 'agreed' });
    expect(granted.cases.map((each) => [each.case.id, each.case.state, each.carriedOut])).toEqual([
      [caseOf(first), 'excepted', true],
      [caseOf(second), 'excepted', true],
    ]);
    expect((await loadCase(product, third)).case.stance.kind).toBe('grace');
    const shown = await ask<'case'>(product, { kind: 'show', case: second });
    expect(shown.exceptions).toMatchObject([{ standing: 'active', caseIds: [caseOf(first), caseOf(second)] }]);
    expect((await ask<'case'>(product, { kind: 'show', case: third })).exceptions).toEqual([]);
  });

  test('that nobody carries may be asked for and granted; the answer says so', async () => {
    const product = await tagged();
    const nobody = { kind: 'tag', key: 'App', value: 'x' } as const;
    const asked = await ask<'ordered'>(product, { kind: 'request', scope: nobody, ...WHY, until: inDays(9) });
    expect(asked.said).toContain('No instance of any case is covered by it now.');
    const exception = asked.exception?.exception.id ?? '';
    expect((await ask<'ordered'>(product, { kind: 'approve', exception, reason: 'agreed' }, SAM)).cases).toEqual([]);
  });

  test('is decided by a case that it is about', async () => {
    const product = await tagged();
    await ask(product, { kind: 'request', scope, ...WHY, until: inDays(9) }, ALEX);
    await ask(product, { kind: 'approve', case: caseOf(second), reason: 'agreed' });
    expect((await loadCase(product, first)).case.stance.kind).toBe('excepted');
  });
});

const inMs = (ms: number) => instant(Date.now() + ms);
