import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { OperatorError } from '../../../cli/operator.ts';
import { BRIEFS, NOW } from './account/briefs.ts';
import { EXCEPTIONS } from './account/exceptions.ts';
import { shownOf } from './account/shown.ts';
import { altered } from './hand-made.ts';
import { readMarkup } from './markup.ts';
import { openConsole } from './support.ts';

const CASE = '/case?id=eu-west-1/asg:checkout-batch';
const PAGES = ['/', '/cases', CASE, '/approvals'];

test.each([...PAGES, '/nowhere', '/case?id=eu-west-1/asg:gone', '/cases?text=nothing-like-it'])(
  '%s is a whole page: one heading, landmarks, a name for every control, no id twice',
  async (path) => {
    const { page } = await openConsole();
    const text = await page(path);
    const { all, tags } = readMarkup(text);
    for (const name of ['h1', 'main', 'header', 'footer', 'title']) expect(all(name).length).toBeGreaterThanOrEqual(1);
    expect(all('h1')).toHaveLength(1);
    expect(all('html')[0]?.attributes.get('lang')).toBe('en');
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toEqual([...new Set(ids)]);
    const labelled = all('label').map(({ attributes }) => attributes.get('for'));
    for (const { name, attributes } of tags.filter(isControl))
      expect(
        labelled.includes(attributes.get('id')) || isWrapped(text, attributes),
        `${name} ${attributes.get('name')}`,
      ).toBe(true);
    for (const { attributes } of tags)
      for (const name of ['aria-labelledby', 'aria-describedby'])
        for (const id of attributes.get(name)?.split(' ') ?? []) expect(ids).toContain(id);
    expect(all('table').length).toBe(all('caption').length);
    expect(all('th').every(({ attributes }) => attributes.has('scope'))).toBe(true);
  },
);

const isControl = ({ name, attributes }: { name: string; attributes: ReadonlyMap<string, string> }) =>
  ['input', 'select', 'textarea'].includes(name) && attributes.get('type') !== 'hidden';
const isWrapped = (text: string, attributes: ReadonlyMap<string, string>) =>
  attributes.get('type') === 'checkbox' && text.includes('<label><input type="checkbox" checked>');

test('no page has a script, a style or a handler in it', async () => {
  const { page } = await openConsole();
  for (const path of PAGES) {
    const { all, tags } = readMarkup(await page(path));
    expect(all('style')).toEqual([]);
    expect(all('script').map(({ attributes }) => attributes.get('src'))).toEqual(['/assets/console.js']);
    for (const { attributes } of tags)
      for (const name of attributes.keys()) expect(name === 'style' || name.startsWith('on')).toBe(false);
  }
});

const ATTACK = `</bdi><script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;\u202Egnp.exe\u0007\nline`;

test('whatever people named is text on every page, on one line and in its own direction', async () => {
  const brief = { ...BRIEFS[0], workload: `tag:App=${ATTACK}`, id: `eu-west-1/tag:App=${ATTACK}`, owner: ATTACK };
  const briefs = [...BRIEFS.slice(1), { ...BRIEFS[0], ...brief } as (typeof BRIEFS)[number]];
  const [first] = EXCEPTIONS;
  if (first === undefined) throw new Error('no exception');
  const exception = { ...first.exception, reason: ATTACK, owner: ATTACK, askedBy: ATTACK, history: [] };
  const views = [{ ...first, exception, caseIds: [brief.id] }];
  const { page } = await openConsole({
    ...{
      briefs,
      exceptions: [
        ...views,
        {
          ...views[0],
          standing: 'active',
          exception: { ...exception, id: 'x', scope: { kind: 'tag', key: ATTACK, value: ATTACK } },
        } as (typeof views)[number],
      ],
    },
    alter: altered((shown) => ({
      ...shown,
      ...{ holdDetail: ATTACK, unreadable: ATTACK, series: { unreadable: ATTACK } },
      sentences: { now: ATTACK, why: [ATTACK], next: [ATTACK], todo: [ATTACK] },
      paste: [{ title: ATTACK, lines: [ATTACK] }],
      members: shown.members.map((member) => ({ ...member, name: ATTACK })),
      journal: shown.journal.map((entry) => ({
        ...entry,
        actor: ATTACK,
        detail: ATTACK,
        trigger: ATTACK,
        reason: ATTACK,
        effects: [ATTACK],
      })),
      policy: { hash: ATTACK, rules: { [ATTACK]: ATTACK } },
    })),
  });
  for (const path of ['/', '/cases', '/cases?text=gnp.exe', `/case?id=${encodeURIComponent(brief.id)}`, '/approvals']) {
    const text = await page(path);
    const { all } = readMarkup(text);
    expect(all('script'), path).toHaveLength(1);
    expect(all('img'), path).toEqual([]);
    expect(text.includes('\u202E') || text.includes('\u0007'), path).toBe(false);
    expect(text, path).toContain('<bdi>');
  }
});

test('256 characters without a space break the line, not the page', async () => {
  const long = 'W'.repeat(256);
  const briefs = BRIEFS.map((brief) => ({
    ...brief,
    owner: long,
    workload: `tag:App=${long}`,
    id: `eu-west-1/tag:App=${long}`,
  }));
  const { page } = await openConsole({ briefs });
  const { text } = readMarkup(await page(`/case?id=${encodeURIComponent(briefs[0]?.id ?? '')}`));
  expect(text).toContain(long);
});

test.each([
  ['unreachable', null, 502, 'The stack could not be reached.'],
  ['no-credentials', null, 502, 'Sign in again in the terminal'],
  ['denied', 403, 403, 'AWS does not let you do that.'],
  ['busy', 503, 503, 'Wait a moment'],
  ['something-new', 418, 502, 'That did not work.'],
] as const)('where the stack answers %s, the page says what to do', async (code, status, shown, words) => {
  const { request, own } = await openConsole({
    refuse: ({ kind }) => {
      if (kind !== 'overview') throw new OperatorError(code, 'In its <own> words.', status);
    },
  });
  for (const path of ['/cases', CASE, '/approvals']) {
    const response = await request('GET', path, own);
    expect(response.status).toBe(shown);
    const { text } = readMarkup(await response.text());
    expect(text).toContain(words);
    expect(text).toContain('In its <own> words.');
  }
});

test('a fault of the console itself is told without its insides', async () => {
  const { request, own, logged } = await openConsole({
    refuse: ({ kind }) => {
      if (kind !== 'overview') throw new TypeError('cannot read /home/somebody/.aws');
    },
  });
  const response = await request('GET', '/approvals', own);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('/home/somebody');
  expect(logged.join()).toContain('cannot read /home/somebody/.aws');
});

test('who stopped it and why stands at the top, with the way to go on', async () => {
  const { page, post } = await openConsole();
  await post('/orders/pause', { reason: 'incident in checkout' });
  const text = await page('/');
  expect(readMarkup(text).text).toMatch(
    /Enforcement is paused\. incident in checkout.*By dana@example\.com Operators/s,
  );
  expect(text).toContain('action="/orders/resume"');
  expect(text).not.toContain('action="/orders/pause"');
});

test('an open breaker stands at the top too, and resuming is what closes it', async () => {
  const breaker = { at: NOW, actor: 'imdsv2-remediator', reason: '3 of 40 workloads were taken back' };
  const { page } = await openConsole({
    alter: (answer) => (answer.kind === 'overview' ? { ...answer, breaker } : answer),
  });
  const text = await page('/');
  expect(readMarkup(text).text).toMatch(/The breaker is open: no instance is changed\. 3 of 40 workloads/);
  expect(readMarkup(text).text).toContain('Resuming ends what the breaker stopped and lets every change go on');
  expect(text).toContain('action="/orders/resume"');
  expect(text).not.toContain('action="/orders/pause"');
});

/** Its members as they are once they were changed: the first watched, the second taken back, the third not ours. */
const changed = altered((shown) => {
  const [first, second, third] = shown.members;
  if (first === undefined || second === undefined || third === undefined) throw new Error('too few members');
  const before = { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
  const enforced = { at: NOW, ground: 'zero', before, rejected: 3 } as const;
  const rollback = { effectId: 'rollback/1', at: NOW, by: 'imdsv2-remediator', why: 'calls were rejected' };
  return {
    ...shown,
    members: [
      { ...first, phase: 'watched', enforced },
      { ...second, phase: 'rolled-back', enforced, rollback },
      { ...third, phase: 'secured', enforced: { ...enforced, before: { ...before, tokens: 'required' } } },
    ],
  };
});

test('the way back is offered where something was changed, for the workload or one of those instances', async () => {
  const { page } = await openConsole({ alter: changed });
  const text = await page(CASE);
  const { all } = readMarkup(text);
  expect(text).toContain('action="/orders/rollback"');
  const choices = all('option').map(({ attributes }) => attributes.get('value'));
  const [first, second, third] = shownOf(BRIEFS[0] as (typeof BRIEFS)[number], []).members;
  // The whole and one instance; asking for time offers all three.
  expect(choices.filter((id) => id === first?.id)).toHaveLength(2);
  expect(choices.filter((id) => id === second?.id || id === third?.id)).toHaveLength(2);
  expect(readMarkup(text).text).toContain('taking it back was ordered');
  const untouched = await openConsole();
  expect(await untouched.page(CASE)).not.toContain('action="/orders/rollback"');
});

test('times are told from the moment of the answer, with the moment itself beside them', async () => {
  const { page } = await openConsole();
  expect(await page('/cases?text=checkout-batch')).toContain(
    '<time datetime="2026-03-21T19:06:00.000Z" title="2026-03-21 19:06 UTC">21 Mar</time> <span class="soft">in 5 days</span>',
  );
});

test('the assets are ours and whole', async () => {
  const { request } = await openConsole();
  const [style, script] = await Promise.all(
    ['/assets/console.css', '/assets/console.js'].map((path) => request('GET', path)),
  );
  expect(style?.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(script?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(new Script((await script?.text()) ?? '')).toBeDefined();
  expect(await style?.text()).toContain('prefers-color-scheme: dark');
});
