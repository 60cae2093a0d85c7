import { expect, test, vi } from 'vitest';
import { callers, shellOf } from '../../simulator/aws/callers.ts';
import {
  caseOf,
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  loadCase,
  NOW,
  occasionsOf,
  startProduct,
} from '../../wire/support.ts';
import { emptyDirectory } from '../support.ts';

const ID = instanceId(1);
const CASE = caseOf(ID);
const here = `/case?id=${encodeURIComponent(CASE)}`;

/** One instance in use for good, in its grace window, and a console for each of two people, signing with their keys. */
async function startConsoles() {
  const product = await startProduct();
  product.inventory.add(inUse(ID, { calls: hourly(NOW - 20 * DAY, NOW + 60 * DAY), tags: { Owner: 'payments' } }));
  await product.sweepUntil(NOW + HOUR);
  // Containers start anew in a test, with modules of their own: the console is loaded beside its connection.
  const { enterConsole } = await import('./support.ts');
  const { connect } = await import('../../../cli/connection.ts');
  const home = await emptyDirectory();
  const consoleOf = async (who: (typeof callers)[keyof typeof callers]) => {
    for (const [name, value] of Object.entries(shellOf(who, product.aws.endpoint, home))) vi.stubEnv(name, value);
    return enterConsole(connect({ stack: 'imdsv2-remediator-live', format: 'table' }, process.env));
  };
  return { product, owner: await consoleOf(callers.omar), operator: await consoleOf(callers.dana) };
}

test('the whole life of an exception, each deed under the name of whose keys the shell holds', async () => {
  const { product, owner, operator } = await startConsoles();
  const stance = async () => (await loadCase(product, ID)).case.stance;
  const fields = { case: CASE, here };

  const asked = owner.post('/orders/request', {
    ...fields,
    id: 'o-1',
    owner: 'payments',
    until: '2026-03-12',
    reason: 'in May',
  });
  expect(await owner.said(asked)).toContain('Done.');
  const [exception] = await product.exceptions.all();
  expect(exception).toMatchObject({ status: 'requested', askedBy: callers.omar.userArn });
  const decided = { ...fields, exception: exception?.id ?? '', reason: 'agreed' };

  const denied = await owner.said(owner.post('/orders/approve', { ...decided, id: 'o-2' }));
  expect(denied).toContain('OperatorApproverPolicy');
  expect((await stance()).kind).toBe('grace');

  expect(await operator.said(operator.post('/orders/approve', { ...decided, id: 'o-3' }))).toContain('Done.');
  expect(await stance()).toMatchObject({ kind: 'excepted', until: Date.parse('2026-03-12T23:59:59Z') });
  expect(await operator.said(operator.post('/orders/approve', { ...decided, id: 'o-4' }))).toContain(
    'dana@example.com',
  );
  await product.sweepUntil(Date.parse('2026-03-06T01:00:00Z'));
  expect(await operator.page(here)).toContain('The exception ends at');

  expect(await operator.said(operator.post('/orders/revoke', { ...decided, id: 'o-5' }))).toContain('Done.');
  expect((await stance()).kind).toBe('grace');
  expect((await product.exceptions.all())[0]?.history).toMatchObject([
    { what: 'request', actor: callers.omar.userArn },
    { what: 'approve', actor: callers.dana.userArn },
    { what: 'revoke', actor: callers.dana.userArn },
  ]);
  expect(occasionsOf(product)).toEqual([
    'grace-started',
    'exception-requested',
    'excepted',
    'exception-expiring',
    'exception-ended',
    'grace-started',
  ]);
});

test('what was changed is taken back from its page, by who may', async () => {
  const { product, owner, operator } = await startConsoles();
  const tokens = () => product.inventory.get(ID)?.options.httpTokens;
  const fields = { case: CASE, here, reason: 'it fails' };
  expect(await operator.page(here)).not.toContain('action="/orders/rollback"');
  await operator.post('/orders/enforce', { ...fields, id: 'o-1', sure: 'yes' });
  expect(tokens()).toBe('required');
  expect(await operator.page(here)).toContain('action="/orders/rollback"');
  const back = { ...fields, instance: ID };
  expect(await owner.said(owner.post('/orders/rollback', { ...back, id: 'o-2' }))).toContain('OperatorApproverPolicy');
  expect(tokens()).toBe('required');
  expect(await operator.said(operator.post('/orders/rollback', { ...back, id: 'o-3' }))).toContain(
    'Taking back instance',
  );
  expect(tokens()).toBe('optional');
});
