import { expect, test } from 'vitest';
import { makeCaseBook } from '../../../cli/console/case-book.ts';
import { caseQueryPath, readCaseQuery } from '../../../cli/console/case-query.ts';
import { selectCases } from '../../../cli/console/select-cases.ts';
import { OperatorError } from '../../../cli/operator.ts';
import { BRIEFS } from './account/briefs.ts';
import { makeHandMade } from './hand-made.ts';
import { openConsole } from './support.ts';

const read = (search: string) => {
  const params = new URLSearchParams(search);
  return readCaseQuery((name) => params.get(name) ?? undefined);
};
const select = (search: string) => selectCases(BRIEFS, read(search)).map(({ workload }) => workload);

test('the nearest deadline comes first, what has none last, either way round', () => {
  const [up, down] = [select(''), select('order=desc')];
  expect(up[0]).toBe('asg:search-indexer');
  expect(down[0]).toBe('asg:telephony-gateway');
  const without = BRIEFS.filter(({ until }) => until === null).length;
  const last = (workloads: string[]) => BRIEFS.find(({ workload }) => workload === workloads.at(-without))?.until;
  expect([last(up), last(down)]).toEqual([null, null]);
});

test.each([
  ['state=blocked', 2],
  ['owner=is%3Apayments', 6],
  ['owner=none', 1],
  ['region=us-east-1&state=enforcing', 2],
  ['text=CHECKOUT', 3],
  ['text=ami-0d52b8a61cf3e9074', 5],
  ['text=karpenter%20node', 2],
  ['state=unheard-of&sort=unheard-of&page=-1', BRIEFS.length],
])('%s finds %i', (search, count) => expect(select(search)).toHaveLength(count));

test('a column sorts by what it shows', () => {
  expect(select('sort=calls&order=desc').slice(0, 2)).toEqual(['asg:ci-runners', 'eks:shop-prod/memory-heavy']);
  expect(select('sort=owner').at(-1)).toBe('i:i-09b3d57e1f60a2c84');
});

test('the address of a list says all of it and reads back', () => {
  const search = 'state=grace&owner=is%3A%26+%3D&region=eu-west-1&text=%3Cb%3E&sort=calls&order=desc&page=3';
  expect(caseQueryPath(read(search), { page: 3 })).toBe(`/cases?${search}`);
  expect(caseQueryPath(read(search), { sort: 'owner' })).not.toContain('page=');
});

test('a long list has pages, and says which part of it is shown', async () => {
  const briefs = Array.from(
    { length: 120 },
    (_, index) =>
      ({
        ...BRIEFS[1],
        id: `eu-west-1/asg:g-${String(index).padStart(3, '0')}`,
        workload: `asg:g-${index}`,
      }) as (typeof BRIEFS)[number],
  );
  const { page } = await openConsole({ briefs });
  const second = await page('/cases?page=2');
  expect(second).toContain('120 cases. Shown: 51 to 100.');
  expect(second).toContain('rel="prev" href="/cases"');
  expect(second).toContain('rel="next" href="/cases?page=3"');
  expect(await page('/cases?page=99')).toContain('Shown: 101 to 120.');
});

test('closed cases are asked for only when they are wanted', async () => {
  const { page, operator } = await openConsole();
  await page('/cases?state=closed');
  expect(operator.requests.at(-1)).toMatchObject({ kind: 'list', filter: { state: 'closed' } });
});

const many = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ({ ...BRIEFS[1], id: `eu-west-1/asg:g-${index}` }) as (typeof BRIEFS)[number],
  );

test('all pages of the answer make one list', async () => {
  const operator = makeHandMade({ briefs: many(2300) });
  const list = await makeCaseBook(operator, () => 0).list('open');
  expect(operator.requests).toHaveLength(3);
  expect([list.cases.length, list.matching]).toEqual([2300, 2300]);
});

test('where there are more than it fetches, it knows how many', async () => {
  const operator = makeHandMade({ briefs: many(20_500) });
  const list = await makeCaseBook(operator, () => 0).list('open');
  expect([list.cases.length, list.matching]).toEqual([20_000, 20_500]);
});

test('a list that could not be had is asked for again', async () => {
  let fails = true;
  const operator = makeHandMade({
    refuse: () => {
      if (fails) throw new OperatorError('busy', 'later', 503);
    },
  });
  const book = makeCaseBook(operator, () => 0);
  await expect(book.list('open')).rejects.toThrow('later');
  fails = false;
  expect((await book.list('open')).cases).toHaveLength(BRIEFS.length);
});
