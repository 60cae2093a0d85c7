import { describe, expect, test } from 'vitest';
import { replaceAt } from '../events/samples.ts';
import { ALEX, ask, DANA, inDays, send, urlEvent } from '../wire/operator-support.ts';
import { caseOf, instanceId, inUse, journalOf, NOW, type Product, startProduct } from '../wire/support.ts';

const ID = instanceId(1);
const METHOD = ['requestContext', 'http', 'method'];
const reason = 'the vendor ships a fix in May';

async function startUsed(): Promise<Product> {
  const product = await startProduct();
  product.inventory.add(inUse(ID));
  await product.sweepUntil(NOW + 600_000);
  return product;
}

/** Everything that is stored, and everything that was written since. */
const written = ({ aws }: Product, from: number): string[] =>
  aws.log
    .slice(from)
    .map(({ action }) => action)
    .filter((action) => /^(Put|Update|Delete|Modify|Publish|Create)/.test(action));

describe('a GET changes nothing', () => {
  const orders = [
    { kind: 'pause', id: 'o-1', reason },
    { kind: 'enforce', id: 'o-2', case: caseOf(ID), reason },
    {
      kind: 'request',
      id: 'o-3',
      scope: { kind: 'workload', caseId: caseOf(ID) },
      reason,
      owner: 'web',
      until: inDays(7, NOW),
    },
  ];

  test.each(orders)('not even one with the body of an order: $kind', async (order) => {
    const product = await startUsed();
    const before = product.aws.log.length;
    const answer = await product.operator('approver', replaceAt(urlEvent(order), METHOD, 'GET'));
    expect(answer).toMatchObject({ statusCode: 400 });
    expect(written(product, before)).toEqual([]);
  });
});

test('whoever only asks writes nothing', async () => {
  const product = await startUsed();
  const before = product.aws.log.length;
  await ask(product, { kind: 'overview' });
  await ask(product, { kind: 'list', filter: { owner: 'nobody' } });
  await ask(product, { kind: 'show', case: ID, series: true });
  await ask(product, { kind: 'exceptions' });
  expect(written(product, before)).toEqual([]);
});

describe('a change by a person is stored with who, why and when', () => {
  test('on the exception, each deed by itself', async () => {
    const product = await startUsed();
    const scope = { kind: 'workload', caseId: caseOf(ID) } as const;
    const asked = await ask<'ordered'>(product, { kind: 'request', scope, reason, owner: 'web', until: inDays(7) });
    const exception = asked.exception?.exception.id ?? '';
    product.clock.setSystemTime(NOW + 3_600_000);
    await ask(product, { kind: 'approve', exception, reason: 'agreed' }, ALEX);
    expect(await product.exceptions.load(exception)).toMatchObject({
      askedBy: DANA,
      approvedBy: ALEX,
      history: [
        { what: 'request', actor: DANA, reason, at: NOW + 600_000, via: 'url' },
        { what: 'approve', actor: ALEX, reason: 'agreed', at: NOW + 3_600_000, via: 'url' },
      ],
    });
    const entries = await journalOf(product, caseOf(ID));
    expect(entries.filter(({ trigger }) => trigger === 'operator')).toMatchObject([{ actor: DANA }, { actor: ALEX }]);
  });

  test('in the journal of the account', async () => {
    const product = await startUsed();
    await ask(product, { kind: 'pause', reason: 'a release' });
    product.clock.setSystemTime(NOW + 3_600_000);
    await ask(product, { kind: 'resume', reason: 'it is out' }, ALEX);
    expect(await journalOf(product, 'account')).toMatchObject([
      { command: 'pause', actor: DANA, reason: 'a release' },
      { command: 'resume', actor: ALEX, reason: 'it is out' },
    ]);
  });

  test('and who is what AWS says, whatever the body claims', async () => {
    const product = await startUsed();
    const claims = {
      kind: 'pause',
      id: 'o-1',
      reason,
      actor: ALEX,
      userArn: ALEX,
      requestContext: { authorizer: { iam: { userArn: ALEX } } },
    };
    expect(await send(product, claims)).toMatchObject({ statusCode: 400 });
    expect(await journalOf(product, 'account')).toEqual([]);
    await ask(product, { kind: 'pause', reason });
    expect(await journalOf(product, 'account')).toMatchObject([{ actor: DANA }]);
  });
});
