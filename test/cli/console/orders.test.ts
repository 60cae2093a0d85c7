import { expect, test } from 'vitest';
import { encodedId } from '../../../cli/console/parts/text.ts';
import { OperatorError } from '../../../cli/operator.ts';
import { readMarkup } from './markup.ts';
import { hiddenIn, openConsole } from './support.ts';

const CASE = 'eu-west-1/asg:checkout-batch';
const EXCEPTION = '3f0c7b1e-52d4-4a86-9e17-b8a0d2c64f10';
const HERE = `/case?id=${encodeURIComponent(CASE)}`;

test.each([
  [
    'request',
    { case: CASE, region: 'eu-west-1', instance: '', owner: 'payments', until: '2026-04-15', reason: 'more time' },
    { scope: { kind: 'workload', caseId: CASE }, owner: 'payments', until: Date.parse('2026-04-15T23:59:59Z') },
  ],
  [
    'request',
    {
      case: CASE,
      region: 'eu-west-1',
      instance: 'i-0123456789abcdef0',
      owner: 'payments',
      until: '2026-04-15',
      reason: 'more time',
    },
    { scope: { kind: 'instance', region: 'eu-west-1', instanceId: 'i-0123456789abcdef0' } },
  ],
  ['approve', { exception: EXCEPTION, case: CASE, reason: 'agreed' }, { exception: EXCEPTION, case: CASE }],
  ['deny', { exception: EXCEPTION, reason: 'no' }, { exception: EXCEPTION, case: null }],
  ['revoke', { exception: EXCEPTION, case: CASE, reason: 'over' }, { exception: EXCEPTION, case: CASE }],
  ['enforce', { case: CASE, reason: 'tested', sure: 'yes' }, { case: CASE }],
  ['rollback', { case: encodedId(CASE), instance: '', reason: 'it fails' }, { case: CASE }],
  [
    'rollback',
    { case: encodedId(CASE), instance: 'i-0123456789abcdef0', reason: 'it fails' },
    { case: 'i-0123456789abcdef0' },
  ],
  ['pause', { reason: 'incident' }, {}],
  ['resume', { reason: 'over' }, {}],
] as const)('the form of %s orders just that, under its own id', async (kind, fields, expected) => {
  const { post, operator } = await openConsole();
  const response = await post(`/orders/${kind}`, { ...fields, id: 'order-7', here: HERE });
  expect(response.status).toBe(303);
  expect(operator.ordered()).toEqual([
    expect.objectContaining({ kind, id: 'order-7', reason: fields.reason, ...expected }),
  ]);
});

test('a case id comes back from a form as it was, whatever somebody tagged', async () => {
  const { post, operator } = await openConsole();
  const id = 'eu-west-1/tag:App=%41 \r\n\u202E"&+';
  await post('/orders/enforce', { case: encodedId(id), reason: 'tested', sure: 'yes' });
  await post('/orders/enforce', { case: '%E0%A4%A', reason: 'tested', sure: 'yes' });
  expect(operator.ordered()).toMatchObject([{ case: id }, { case: '%E0%A4%A' }]);
});

test('every form of a page has an order id of its own, and the next page has others', async () => {
  const { page } = await openConsole();
  const ids = (text: string) => [...text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id);
  const [first, second] = [ids(await page('/approvals')), ids(await page('/approvals'))];
  expect(first.length).toBeGreaterThan(3);
  expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
});

test('afterwards the browser goes back to its page, which says what came of it in the words of the stack', async () => {
  const { post, page } = await openConsole();
  const response = await post('/orders/approve', { exception: EXCEPTION, case: CASE, reason: 'agreed', here: HERE });
  const location = response.headers.get('location') ?? '';
  expect(location).toMatch(/^\/case\?id=eu-west-1%2Fasg%3Acheckout-batch&said=id-\d+#result$/);
  const text = await page(location);
  expect(readMarkup(text).text).toContain('Done. The exception is active now.');
  expect(hiddenIn(text, 'here')).toBe('/case?id=eu-west-1%2Fasg%3Acheckout-batch');
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/orders/pause',
  '/case/../assets/console.js',
  'javascript:alert(1)',
  '\\\\evil.example',
])('the browser is never sent to %s', async (here) => {
  const { post } = await openConsole();
  const response = await post('/orders/pause', { reason: 'incident', here });
  expect(response.headers.get('location')).toMatch(/^\/\?said=id-\d+#result$/);
});

test('words in the address are never shown', async () => {
  const { page } = await openConsole();
  expect(await page('/?said=Enforcement%20is%20off')).not.toContain('Enforcement is off');
});

test('what the stack refuses is told with what to do, and what was typed stays in its form', async () => {
  const { post, said } = await openConsole({
    refuse: ({ kind }) => {
      if (kind === 'approve') throw new OperatorError('own-request', 'You asked for it yourself.', 403);
    },
  });
  const form = `decide-${EXCEPTION}`;
  const fields = { exception: EXCEPTION, case: CASE, reason: 'I <agree>', form, here: '/approvals' };
  const { text, all } = readMarkup(await said(post('/orders/approve', fields)));
  expect(text).toContain('Somebody else has to approve that. You asked for it yourself.');
  expect(text).toContain('Ask another approver. (own-request)');
  expect(all('div').some(({ attributes }) => attributes.get('role') === 'alert')).toBe(true);
  expect(text.split('I <agree>')).toHaveLength(2);
});

test.each([
  ['request', { case: CASE, owner: '', until: '2026-04-15', reason: 'time' }, 'owner'],
  ['request', { case: CASE, owner: 'payments', until: 'tomorrow', reason: 'time' }, 'until'],
  ['approve', { exception: EXCEPTION, reason: '   ' }, 'reason'],
  ['enforce', { case: CASE, reason: 'tested' }, 'Tick the box first'],
  ['rollback', { case: CASE, instance: '', reason: ' ' }, 'reason'],
  ['pause', { reason: 'x'.repeat(501) }, 'reason'],
] as const)('a form of %s that lacks something is told so before anything is sent', async (kind, fields, named) => {
  const { post, said, operator } = await openConsole();
  expect(await said(post(`/orders/${kind}`, fields))).toMatch(new RegExp(`That could not be ordered.*${named}`, 's'));
  expect(operator.ordered()).toEqual([]);
});

test('after an order the list of cases is asked for anew', async () => {
  const { page, post, operator, time } = await openConsole();
  const lists = () => operator.requests.filter(({ kind }) => kind === 'list').length;
  await page('/cases');
  await page('/cases?sort=calls');
  expect(lists()).toBe(1);
  await post('/orders/pause', { reason: 'incident' });
  await page('/cases');
  expect(lists()).toBe(2);
  time.now += 10_000;
  await page('/cases');
  expect(lists()).toBe(3);
});
