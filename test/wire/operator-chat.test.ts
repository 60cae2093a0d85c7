import { describe, expect, test } from 'vitest';
import { ask, DANA, inDays, SAM } from './operator-support.ts';
import {
  caseOf,
  DAY,
  hourly,
  instanceId,
  inUse,
  loadCase,
  logsOf,
  MINUTE,
  metricOf,
  NOW,
  occasionsOf,
  type Product,
  startProduct,
} from './support.ts';

const ID = instanceId(1);
const CASE = encodeURIComponent(caseOf(ID));
const OPERATORS = { chat: { operatorsChannel: 'C0OPERATORS' } };

async function startInGrace(policy: Readonly<Record<string, unknown>> = {}) {
  const product = await startProduct({ policy });
  product.inventory.add(inUse(ID, { tags: { Owner: 'payments' }, calls: hourly(NOW - 20 * DAY, NOW + 30 * DAY) }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  return product;
}

const only = async ({ exceptions }: Product) => {
  const [exception, ...others] = await exceptions.all();
  expect(others).toEqual([]);
  return exception;
};
const stanceOf = async (product: Product) => (await loadCase(product, ID)).case.stance.kind;
const byUrl = (product: Product) => {
  const scope = { kind: 'workload', caseId: caseOf(ID) } as const;
  return ask(product, { kind: 'request', scope, owner: 'o', reason: 'r', until: inDays(9) }, SAM, 'requester');
};
const refusedIn = async (product: Product, door: string | undefined, payload: unknown) => {
  const said = await product.operatorChat(door, payload);
  return [logsOf(product).at(-1)?.['code'], said];
};

describe('an exception asked for in chat', () => {
  test('is the channel’s request, shown there, decided elsewhere', async () => {
    const product = await startInGrace(OPERATORS);
    const invented = { requestContext: { authorizer: { iam: { userArn: DANA } } }, actor: DANA, owner: 'me' };
    const said = await product.operatorChat('channel', { kind: 'request', case: CASE, for: 'P7D', ...invented });
    const exception = await only(product);
    expect(said).toBe(
      `The exception ${exception?.id} is asked for until 2026-03-09 10:10 UTC; it holds once an operator approves it.`,
    );
    expect(exception).toMatchObject({
      status: 'requested',
      askedBy: 'chat channel',
      via: 'chat',
      owner: 'payments',
      reason: 'asked for in chat',
      until: NOW + 10 * MINUTE + 7 * DAY,
    });
    expect(occasionsOf(product)).toEqual(['grace-started', 'exception-requested']);
    const shown = await product.operatorChat('channel', { kind: 'show', case: CASE });
    expect(shown).toContain(`1 request to be decided: ${exception?.id} until 2026-03-09 10:10 UTC.`);
    expect(shown).toContain('will be switched off in 13 days 23 hours');

    const [code] = await refusedIn(product, 'operators', { kind: 'approve', case: CASE });
    expect(code).toBe('not-allowed');
    expect(await only(product)).toEqual(exception);
    await ask(product, { kind: 'approve', case: caseOf(ID), reason: 'agreed' });
    expect(await stanceOf(product)).toBe('excepted');
  });
});

describe('the operators’ channel', () => {
  test('approves what was asked for by another door', async () => {
    const product = await startInGrace(OPERATORS);
    await byUrl(product);
    expect(await product.operatorChat('operators', { kind: 'approve', case: CASE })).toContain('is in force until');
    expect(await only(product)).toMatchObject({ status: 'active', askedBy: SAM, approvedBy: 'chat C0OPERATORS' });
    expect(await stanceOf(product)).toBe('excepted');
  });

  test('denies it too, and is told when somebody was first', async () => {
    const product = await startInGrace(OPERATORS);
    await byUrl(product);
    expect(await product.operatorChat('operators', { kind: 'deny', case: CASE, reason: 'no' })).toContain('is denied.');
    const [code, said] = await refusedIn(product, 'operators', { kind: 'approve', case: CASE });
    expect([code, said]).toEqual(['unknown-exception', 'This case has no request to be decided.']);
    expect(await stanceOf(product)).toBe('grace');
  });

  test.each<[string, string | undefined, Readonly<Record<string, unknown>>, unknown, string]>([
    ['where no policy names it', 'operators', {}, { kind: 'approve', case: CASE }, 'not-allowed'],
    ['from another channel', 'channel', OPERATORS, { kind: 'approve', case: CASE }, 'not-allowed'],
    ['without an alias', undefined, OPERATORS, { kind: 'approve', case: CASE }, 'forged'],
    [
      'for more than a verdict',
      'operators',
      OPERATORS,
      { kind: 'enforce', case: CASE, reason: 'x' },
      'invalid-request',
    ],
    ['about a case that is none', 'operators', OPERATORS, { kind: 'approve', case: 'us-east-1/asg:x' }, 'unknown-case'],
  ])('is not obeyed %s', async (_what, door, policy, payload, code) => {
    const product = await startInGrace(policy);
    await byUrl(product);
    const before = await only(product);
    expect((await refusedIn(product, door, payload))[0]).toBe(code);
    expect(metricOf(product, 'RefusedOrders')).toEqual([1]);
    expect(await only(product)).toEqual(before);
    expect(await stanceOf(product)).toBe('grace');
  });
});

test('what people named means nothing to the chat', async () => {
  const hostile = 'web\u202e<!channel> <@U1> `*b*` [x](https://example.com)\n# big';
  const product = await startProduct({ policy: { workload: { tags: ['Name'] } } });
  product.inventory.add(inUse(ID, { tags: { Name: hostile, Owner: hostile } }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  const said = [
    await product.operatorChat('channel', { kind: 'show', case: ID }),
    await product.operatorChat('channel', { kind: 'show', case: encodeURIComponent(`us-east-1/tag:Name=${hostile}`) }),
    await product.operatorChat('channel', { kind: 'show', case: encodeURIComponent(hostile) }),
    await product.operatorChat('channel', { kind: 'request', case: encodeURIComponent(hostile) }),
  ];
  expect(said[0]).toBe(said[1]);
  for (const text of said) {
    expect(text).toContain('‹!channel›');
    expect(text.replaceAll('\n', ' ')).not.toMatch(/[<>\p{Cc}\p{Cf}]/u);
    expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/\]\(|\*b|# big/);
  }
});
