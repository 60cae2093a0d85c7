import { describe, expect, test } from 'vitest';
import type { Scope } from '../../src/domain/permission.ts';
import { type Refusal, refusals } from '../../src/operators/errors.ts';
import type { Right } from '../../src/operators/rights.ts';
import { replaceAt } from '../events/samples.ts';
import { ALEX, type Asked, ask, DANA, inDays, refusal, send, urlEvent } from './operator-support.ts';
import {
  caseOf,
  DAY,
  expectNothingChanged,
  hourly,
  instanceId,
  inUse,
  logsOf,
  MINUTE,
  metricOf,
  NOW,
  type Product,
  startProduct,
} from './support.ts';

const [USED, HARDENED, OTHER] = [instanceId(1), instanceId(2), instanceId(3)];
const workload = (id: string) => ({ kind: 'workload', caseId: caseOf(id) }) as const;
const wish = (id: string, days = 20, scope: Scope = workload(id)): Asked => ({
  kind: 'request',
  scope,
  owner: 'payments',
  reason: 'new agent',
  until: inDays(days, NOW),
});

/** Three instances in grace; one of them has been hardened by hand since, one has a request that waits. */
async function startWaiting() {
  const product = await startProduct();
  for (const id of [USED, HARDENED, OTHER])
    product.inventory.add(inUse(id, { tags: { App: 'web' }, calls: hourly(NOW - 20 * DAY, NOW + 30 * DAY) }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  await ask(product, wish(USED), ALEX, 'requester');
  await ask(product, wish(HARDENED), ALEX, 'requester');
  product.inventory.modify(HARDENED, { httpTokens: 'required' }, Date.now());
  return product;
}

/** Everything that a refused request must leave as it is. */
const stateOf = async ({ db, exceptions }: Product) => ({
  exceptions: await exceptions.all(),
  controls: await db.partition('controls'),
  cases: await Promise.all([USED, HARDENED, OTHER].map((id) => db.partition(`us-east-1#i:${id}`))),
  journal: await Promise.all([USED, HARDENED, OTHER].map((id) => db.partition(`journal#${caseOf(id)}`))),
});

const reason = 'agreed';
const rows: readonly [Refusal, string, Asked | string, string?, Right?][] = [
  ['invalid-request', 'a body that is no request', '{"kind":"drop"}'],
  ['invalid-request', 'a verdict about nothing', { kind: 'approve', reason }],
  ['unknown-case', 'a case that is none', { kind: 'show', case: 'us-east-1/asg:none' }],
  ['unknown-case', 'an instance of no case', { kind: 'enforce', case: instanceId(9), reason }],
  ['unknown-case', 'time for a case that is none', wish(instanceId(9))],
  ['unknown-case', 'a name of the table that is no case', { kind: 'show', case: 'controls' }],
  ['unknown-exception', 'an exception that is none', { kind: 'approve', exception: 'x-0', reason }],
  ['unknown-exception', 'a case that waits for nothing', { kind: 'deny', case: caseOf(OTHER), reason }],
  ['unknown-exception', 'a case with nothing in force', { kind: 'revoke', case: caseOf(USED), reason }],
  ['expiry-in-past', 'time until yesterday', wish(OTHER, -1)],
  ['expiry-too-far', 'time for a year', wish(OTHER, 365)],
  ['not-allowed', 'a request by the door of readers', wish(OTHER), ALEX, 'reader'],
  [
    'not-allowed',
    'a verdict by the door of requesters',
    { kind: 'approve', case: caseOf(USED), reason },
    DANA,
    'requester',
  ],
  ['not-allowed', 'a stop by the door of requesters', { kind: 'pause', reason }, DANA, 'requester'],
  ['own-request', 'a verdict of those who asked', { kind: 'approve', case: caseOf(USED), reason }, ALEX],
  ['asked-already', 'the same time again', wish(USED, 5)],
  [
    'moved-on',
    'time for what was hardened',
    wish(HARDENED, 9, { kind: 'instance', region: 'us-east-1', instanceId: HARDENED }),
  ],
  ['moved-on', 'a grant for what was hardened', { kind: 'approve', case: caseOf(HARDENED), reason }],
  ['wrong-stance', 'enforcement of what was hardened', { kind: 'enforce', case: HARDENED, reason }],
  ['wrong-stance', 'taking back what was never changed', { kind: 'rollback', case: caseOf(USED), reason }],
  ['decided-already', 'going on without a pause', { kind: 'resume', reason }],
];

describe('a request that is refused', () => {
  test('has its code, and changes nothing', async () => {
    const product = await startWaiting();
    const before = await stateOf(product);
    const refused: string[] = [];
    for (const [, what, asked, by = DANA, door = 'approver'] of rows) {
      const { code } = await refusal(product, asked, by, door);
      refused.push(`${code}: ${what}`);
      expect(logsOf(product).at(-1)).toMatchObject({ message: 'refused', code, actor: by });
    }
    expect(refused).toEqual(rows.map(([code, what]) => `${code}: ${what}`));
    expect(await stateOf(product)).toEqual(before);
  });

  test('has the code busy for a tag, while EC2 does not say who carries it', async () => {
    const product = await startWaiting();
    const before = await stateOf(product);
    product.aws.faults = ({ action }) =>
      action === 'DescribeInstances' ? { error: 'RequestLimitExceeded' } : undefined;
    const scope = { kind: 'tag', key: 'App', value: 'web' } as const;
    expect((await refusal(product, wish(USED, 9, scope))).code).toBe('busy');
    expect((await refusal(product, { kind: 'list', filter: { tag: { key: 'App', value: 'web' } } })).code).toBe('busy');
    expect(await stateOf(product)).toEqual(before);
  });

  test('has any of the codes, and these tests have all of them', () => {
    const elsewhere: Refusal[] = ['busy', 'replayed', 'forged'];
    expect(new Set([...rows.map(([code]) => code), ...elsewhere])).toEqual(new Set(Object.keys(refusals)));
  });
});

test('what more than one request waits for is decided by name', async () => {
  const product = await startWaiting();
  const scope = { kind: 'tag', key: 'App', value: 'web' } as const;
  await ask(product, wish(USED, 9, scope), ALEX);
  const { code, message } = await refusal(product, { kind: 'approve', case: caseOf(USED), reason });
  expect(code).toBe('unknown-exception');
  for (const { id, scope: of } of await product.exceptions.all())
    expect(message.includes(id)).toBe(of.kind === 'tag' || (of.kind === 'workload' && of.caseId === caseOf(USED)));
});

describe('a call that AWS did not make for a signed request', () => {
  const invented = (path: readonly string[], value: unknown) =>
    replaceAt(urlEvent({ kind: 'pause', id: 'p-1', reason }), ['requestContext', ...path], value);
  const forgeries: readonly [string, () => unknown, string?][] = [
    ['invoked without an alias, all else as it ought to be', () => urlEvent({ kind: 'pause', id: 'p-1', reason })],
    ['without an authorizer', () => invented(['authorizer'], undefined), 'approver'],
    ['of another account', () => invented(['authorizer', 'iam', 'accountId'], '111122223333'), 'approver'],
    ['of a foreign domain', () => invented(['domainName'], 'operator.example.com'), 'approver'],
    ['kept for six minutes', () => invented(['timeEpoch'], Date.now() - 6 * MINUTE), 'approver'],
    ['with nothing but a body', () => ({ body: '{"kind":"pause","id":"p-1","reason":"x"}' }), 'approver'],
  ];

  test.each(forgeries)('%s is refused and counted, before any AWS call', async (_what, event, door) => {
    const product = await startProduct();
    product.inventory.add(inUse(USED));
    const reply = await product.operator(door, event());
    expect(reply).toMatchObject({ statusCode: 403, body: expect.stringContaining('"code":"forged"') });
    expect(metricOf(product, 'RefusedOrders')).toEqual([1]);
    expect(metricOf(product, 'Orders')).toEqual([]);
    expect(product.aws.log).toEqual([]);
    expectNothingChanged(product);
  });
});

test('an answer is JSON that nobody on the way keeps, a refusal too', async () => {
  const product = await startProduct();
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  expect(await send(product, { kind: 'overview' })).toMatchObject({ statusCode: 200, headers });
  expect(await send(product, 'no')).toMatchObject({ statusCode: 400, headers });
});

test('what nobody foresaw reaches Lambda, and an order is not taken without policy', async () => {
  const product = await startWaiting();
  await product.coldStart();
  product.setPolicy('{"mode":"maybe"}');
  const before = await stateOf(product);
  await expect(send(product, { kind: 'pause', id: 'p-1', reason })).rejects.toThrow('The policy has a fault');
  expect(await stateOf(product)).toEqual(before);
});
