import { expect, test } from 'vitest';
import { ORIGIN, openConsole } from './support.ts';

const APPROVE = '/orders/approve';
const FIELDS = { exception: '3f0c7b1e-52d4-4a86-9e17-b8a0d2c64f10', reason: 'agreed' };

test('the key is exchanged for a cookie that scripts and other pages never get, and leaves the address', async () => {
  const { cookie, request, own } = await openConsole();
  expect(cookie).toMatch(/^imdsv2-console-4711=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const entered = await request('GET', '/?key=a%20secret%20that%20is%20made%20anew%20at%20each%20start');
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
  expect((await request('GET', '/', own)).status).toBe(200);
});

test('a wrong key gets no cookie', async () => {
  const { request, logged } = await openConsole();
  const response = await request('GET', '/?key=guessed');
  expect(response.status).toBe(401);
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(logged.join()).not.toContain('guessed');
});

test.each([
  ['no cookie', {}],
  ['the cookie of another start', { cookie: `imdsv2-console-4711=${'a'.repeat(43)}` }],
  ['the cookie of a console at another port', { cookie: `imdsv2-console-4712=${'a'.repeat(43)}` }],
])('with %s nothing is shown but how to open the console', async (_, headers) => {
  const { request, operator } = await openConsole();
  operator.requests.length = 0;
  for (const path of ['/', '/cases', '/case?id=x', '/approvals', '/nowhere']) {
    const response = await request('GET', path, headers);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('<code>imdsv2 console</code>');
  }
  expect(operator.requests).toEqual([]);
});

test.each(['evil.example', 'evil.example:4711', '127.0.0.1', '127.0.0.1:80', 'localhost', '[::1]:4711'])(
  'the host %s is not this console, whatever it resolves to',
  async (host) => {
    const { request, own } = await openConsole();
    expect((await request('GET', '/', { ...own, host })).status).toBe(421);
    expect((await request('GET', '/assets/console.js', { host })).status).toBe(421);
  },
);

test('localhost is another name of it', async () => {
  const { request, own, post, operator } = await openConsole();
  expect((await request('GET', '/', { ...own, host: 'localhost:4711' })).status).toBe(200);
  const headers = { host: 'localhost:4711', origin: 'http://localhost:4711' };
  expect((await post(APPROVE, FIELDS, headers)).status).toBe(303);
  expect(operator.ordered()).toHaveLength(1);
});

test.each([
  ['of another page', { origin: 'https://evil.example' }],
  ['of another port of this machine', { origin: 'http://127.0.0.1:3000' }],
  ['by the other name of this machine', { origin: 'http://localhost:4711' }],
  ['that is hidden', { origin: 'null' }],
  ['over TLS', { origin: 'https://127.0.0.1:4711' }],
  ['that is missing', { origin: '' }],
])('a form from an origin %s orders nothing', async (_, headers) => {
  const { post, operator, logged } = await openConsole();
  const response = await post(APPROVE, FIELDS, headers);
  expect(response.status).toBe(403);
  expect(operator.ordered()).toEqual([]);
  expect(logged).toHaveLength(1);
});

test.each(['cross-site', 'same-site'])(
  'what the browser calls %s is turned away before anything else',
  async (site) => {
    const { post, request, own, operator } = await openConsole();
    expect((await post(APPROVE, FIELDS, { 'sec-fetch-site': site })).status).toBe(403);
    const embedded = { ...own, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    expect((await request('GET', '/assets/console.js', embedded)).status).toBe(403);
    const framed = { ...own, 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect((await request('GET', '/', framed)).status).toBe(403);
    expect(operator.ordered()).toEqual([]);
  },
);

test('a link to it from another page works', async () => {
  const { request, own } = await openConsole();
  const link = { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect((await request('GET', '/', link)).status).toBe(200);
});

test('where the browser sends no origin, it has to say that the form is ours', async () => {
  const { request, own, operator, page } = await openConsole();
  const token = /name="token" value="([^"]+)"/.exec(await page('/'))?.[1] ?? '';
  const body = new URLSearchParams({ ...FIELDS, token, id: 'order-1' }).toString();
  const headers = { ...own, 'content-type': 'application/x-www-form-urlencoded' };
  expect((await request('POST', APPROVE, headers, body)).status).toBe(403);
  expect((await request('POST', APPROVE, { ...headers, 'sec-fetch-site': 'same-origin' }, body)).status).toBe(303);
  expect(operator.ordered()).toHaveLength(1);
});

test.each([
  ['missing', ''],
  ['guessed', 'x'.repeat(43)],
])('a form whose token is %s orders nothing', async (_, token) => {
  const { post, operator } = await openConsole();
  expect((await post(APPROVE, { ...FIELDS, token })).status).toBe(403);
  expect(operator.ordered()).toEqual([]);
});

test('the cookie is no token', async () => {
  const { post, own, operator } = await openConsole();
  expect((await post(APPROVE, { ...FIELDS, token: own.cookie.split('=')[1] ?? '' })).status).toBe(403);
  expect(operator.ordered()).toEqual([]);
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('%s orders nothing, on any route', async (method) => {
  const { request, own, operator } = await openConsole();
  for (const kind of ['request', 'approve', 'deny', 'revoke', 'enforce', 'rollback', 'pause', 'resume']) {
    const path = `/orders/${kind}?${new URLSearchParams({ ...FIELDS, id: 'order-1' })}`;
    const response = await request(method, path, { ...own, origin: ORIGIN });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  }
  expect(operator.ordered()).toEqual([]);
});

test('no page that is read orders anything', async () => {
  const { page, operator } = await openConsole();
  for (const path of ['/', '/cases', '/case?id=eu-west-1/asg:checkout-batch', '/approvals', '/?said=x'])
    await page(path);
  expect(operator.ordered()).toEqual([]);
});

test('what is far larger than a form is turned away', async () => {
  const { post, operator } = await openConsole();
  expect((await post(APPROVE, { ...FIELDS, reason: 'x'.repeat(40_000) })).status).toBe(413);
  expect(operator.ordered()).toEqual([]);
});

test('what is turned away is counted, shown and logged in one harmless line', async () => {
  const { post, page, logged } = await openConsole();
  await post(APPROVE, FIELDS, { origin: 'https://evil.example/\u009b31m\u00ad' });
  expect(logged).toEqual([
    'refused POST /orders/approve: its origin is another page (origin https://evil.example/ 31m, host 127.0.0.1:4711)',
  ]);
  expect(await page('/')).toContain('1 request turned away');
});

test('every answer forbids what a page of it never needs', async () => {
  const { request, own } = await openConsole();
  for (const [path, headers] of [
    ['/', own],
    ['/', {}],
    ['/assets/console.css', {}],
    ['/nowhere', own],
  ] as const) {
    const response = await request('GET', path, headers);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});
