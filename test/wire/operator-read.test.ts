import { describe, expect, test } from 'vitest';
import { ask, inDays, SAM } from './operator-support.ts';
import {
  actions,
  caseOf,
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  MINUTE,
  NOW,
  type ProductOptions,
  startProduct,
  unused,
} from './support.ts';

const [USED, UNUSED, TAGGED, GONE] = [instanceId(1), instanceId(2), instanceId(3), instanceId(4)];

/** One in grace, one of payments that is being enforced, one in grace with a tag, and one that is gone. */
async function startFour(options: ProductOptions = {}) {
  const product = await startProduct({ ...options, policy: { watch: { for: 'PT1H' }, ...options.policy } });
  product.inventory.add(inUse(USED));
  product.inventory.add(unused(UNUSED, { tags: { Owner: 'payments' } }));
  product.inventory.add(inUse(TAGGED, { tags: { App: 'web' } }));
  product.inventory.add(unused(GONE));
  await product.sweepUntil(NOW + 10 * MINUTE);
  product.inventory.terminate(GONE, Date.now());
  await product.sweepFor(3 * HOUR);
  return product;
}

describe('a list', () => {
  test('is of the cases that are not closed, and those of every filter', async () => {
    const product = await startFour();
    const ids = async (filter: object) => {
      const { cases } = await ask<'cases'>(product, { kind: 'list', filter });
      return cases.map(({ id }) => id);
    };
    expect(await ids({})).toEqual([USED, UNUSED, TAGGED].map(caseOf));
    expect(await ids({ state: 'grace' })).toEqual([USED, TAGGED].map(caseOf));
    expect(await ids({ owner: 'payments' })).toEqual([caseOf(UNUSED)]);
    expect(await ids({ tag: { key: 'App', value: 'web' } })).toEqual([caseOf(TAGGED)]);
    expect(await ids({ tag: { key: 'App', value: 'w*' } })).toEqual([]);
    expect(await ids({ region: 'eu-west-1' })).toEqual([]);
    expect(await ids({ state: 'closed' })).toEqual([caseOf(GONE)]);
  });

  test('comes page by page', async () => {
    const product = await startFour();
    const first = await ask<'cases'>(product, { kind: 'list', limit: 2 });
    expect(first).toMatchObject({
      cases: [{ id: caseOf(USED) }, { id: caseOf(UNUSED) }],
      matching: 3,
      next: caseOf(UNUSED),
    });
    const second = await ask<'cases'>(product, { kind: 'list', limit: 2, after: first.next });
    expect(second).toMatchObject({ cases: [{ id: caseOf(TAGGED) }], matching: 3, next: null });
  });

  test('and the overview ask the table by query, never case by case, and by scan never', async () => {
    const product = await startFour();
    const from = product.aws.log.length;
    const asked = () => actions(product, from).filter((action) => action.startsWith('dynamodb'));
    await ask(product, { kind: 'list' });
    expect(asked()).toEqual(['dynamodb:Query']);
    await ask(product, { kind: 'overview' });
    expect(asked()).toEqual(Array(4).fill('dynamodb:Query'));
  });
});

describe('a case', () => {
  test('is shown by its id or by that of an instance, wherever that is', async () => {
    const product = await startFour({ policy: { regions: 'all' } });
    const byCase = await ask<'case'>(product, { kind: 'show', case: caseOf(UNUSED) });
    expect(await ask(product, { kind: 'show', case: UNUSED })).toEqual(byCase);
    expect(byCase).toMatchObject({
      case: { id: caseOf(UNUSED), owner: 'payments', state: 'secured' },
      members: [
        { id: UNUSED, phase: 'secured', options: { tokens: 'required' }, enforced: { ground: 'zero', rejected: 0 } },
      ],
      memberCount: 1,
      unreadable: null,
      policy: { rules: { grace: { window: 'P14D' }, enforcement: { canary: true } } },
      series: null,
    });
    expect(byCase.journal.map(({ version }) => version)).toEqual(
      byCase.journal.map(({ version }) => version).toSorted((a, b) => b - a),
    );
    expect(byCase.policy.hash).toBe(byCase.journal[0]?.policyHash);
  });

  test('is shown with the rules that hold for its tags', async () => {
    const overrides = [{ when: { tag: { App: 'web' } }, set: { grace: { window: 'P3D' } } }];
    const product = await startFour({ policy: { overrides } });
    const windowOf = async (id: string) =>
      (await ask<'case'>(product, { kind: 'show', case: id })).policy.rules['grace'];
    expect(await windowOf(TAGGED)).toMatchObject({ window: 'P3D' });
    expect(await windowOf(USED)).toMatchObject({ window: 'P14D' });
  });

  test('is shown from what is stored where EC2 says nothing, and that it says nothing', async () => {
    const product = await startFour();
    product.aws.faults = ({ action }) =>
      action === 'DescribeInstances' ? { error: 'RequestLimitExceeded' } : undefined;
    const shown = await ask<'case'>(product, { kind: 'show', case: caseOf(USED) });
    expect(shown).toMatchObject({ members: [{ id: USED, phase: 'optional', options: null, name: null }] });
    expect(shown.unreadable).toContain('RequestLimitExceeded');
    expect(shown.sentences.now).toContain('will be switched off in');
  });
});

describe('the calls of each hour', () => {
  test('are summed over the members; hours of which nothing is known are not zero', async () => {
    const product = await startProduct();
    const tags = { 'aws:autoscaling:groupName': 'web' };
    product.inventory.add(inUse(USED, { tags, launchTime: NOW - 2 * DAY, calls: hourly(NOW - 2 * DAY, NOW) }));
    product.inventory.add(unused(UNUSED, { tags, launchTime: NOW - DAY, calls: hourly(NOW - 2 * HOUR, NOW) }));
    await product.sweepUntil(NOW + 10 * MINUTE);
    const from = product.aws.log.length;
    const { series } = await ask<'case'>(product, { kind: 'show', case: USED, series: true });
    expect(actions(product, from).filter((action) => action.endsWith('GetMetricData'))).toHaveLength(1);
    if (series === null || 'unreadable' in series) throw new Error('it was not read');
    expect(series.instances).toBe(2);
    expect(series.start).toBe(Date.parse('2026-02-16T11:00:00Z'));
    const hoursAgo = (hours: number) => series.hours[(NOW - hours * HOUR - series.start) / HOUR];
    expect([hoursAgo(49), hoursAgo(48), hoursAgo(25), hoursAgo(3), hoursAgo(2), hoursAgo(1)]).toEqual([
      null,
      1,
      1,
      1,
      2,
      2,
    ]);
  });

  test('are unreadable as a whole where one of them is', async () => {
    const product = await startProduct();
    product.inventory.add(inUse(USED));
    await product.sweepUntil(NOW + 10 * MINUTE);
    product.aws.faults = ({ action }) =>
      action === 'GetMetricData' ? { metricStatus: () => 'PartialData' } : undefined;
    const { series } = await ask<'case'>(product, { kind: 'show', case: USED, series: true });
    expect(series).toEqual({ unreadable: 'GetMetricData: PartialData' });
  });
});

describe('exceptions', () => {
  test('are listed by how they stand, what waits first', async () => {
    const product = await startFour();
    const until = inDays(9);
    const request = async (instanceId: string) => {
      const scope = { kind: 'instance', region: 'us-east-1', instanceId } as const;
      const asked = await ask<'ordered'>(product, { kind: 'request', scope, owner: 'o', reason: 'r', until }, SAM);
      return asked.exception?.exception.id ?? '';
    };
    const granted = await request(USED);
    await ask(product, { kind: 'approve', exception: granted, reason: 'agreed' });
    const waiting = await request(TAGGED);
    const listed = async (status: 'pending' | 'active' | 'all') =>
      (await ask<'exceptions'>(product, { kind: 'exceptions', status })).exceptions;
    expect((await listed('all')).map(({ exception }) => exception.id)).toEqual([waiting, granted]);
    expect(await listed('pending')).toMatchObject([
      { exception: { id: waiting }, standing: 'pending', caseIds: [caseOf(TAGGED)] },
    ]);
    expect(await listed('active')).toMatchObject([
      { exception: { id: granted }, standing: 'active', caseIds: [caseOf(USED)] },
    ]);
    expect((await ask<'overview'>(product, { kind: 'overview' })).pending).toEqual(await listed('pending'));
  });
});

test('what people named comes out without marks that cannot be seen or that break lines', async () => {
  const hostile = 'web\u202e<script>alert(1)</script>\u200b\n"}\u0007<!channel> [x](https://example.com)';
  const product = await startProduct({ policy: { workload: { tags: ['Name'] } } });
  product.inventory.add(inUse(USED, { tags: { Name: hostile, Owner: 'x'.repeat(256) } }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  await ask(product, { kind: 'pause', reason: hostile });
  const {
    sentences,
    members,
    paste,
    holdDetail,
    case: brief,
  } = await ask<'case'>(product, { kind: 'show', case: USED });
  expect(brief.workload).toBe(`tag:Name=${hostile}`);
  expect(members[0]?.name).toBe('web<script>alert(1)</script> "} <!channel> [x](https://example.com)');
  const lines = [sentences.now, sentences.why, sentences.next, sentences.todo, holdDetail ?? []].flat();
  const pasted = paste.flatMap(({ title, lines: inside }) => [title, ...inside]);
  for (const line of [...lines, ...pasted, members[0]?.name]) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(sentences.now).toContain('alert(1)');
});
