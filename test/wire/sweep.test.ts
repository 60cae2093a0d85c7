import { describe, expect, test } from 'vitest';
import {
  actions,
  caseOf,
  countOf,
  HOUR,
  instanceId,
  inUse,
  loadCase,
  MINUTE,
  metricOf,
  metricsOf,
  modifies,
  NOW,
  noticesOf,
  startProduct,
  unused,
} from './support.ts';

const [FIRST, SECOND, THIRD] = [instanceId(1), instanceId(2), instanceId(3)];

describe('an idle tick', () => {
  test('is one query, and says when the next can be due', async () => {
    const product = await startProduct();
    await product.sweepUntil(NOW + 10 * MINUTE);
    const from = product.aws.log.length;
    expect(await product.sweep()).toEqual({ due: 0, nextDueAt: '2026-03-02T16:00:00.000Z' });
    expect(actions(product, from)).toEqual(['dynamodb:Query']);
    expect(metricOf(product, 'OldestDueAge').at(-1)).toBe(0);
  });

  test('of an account without a region of the policy waits for nothing', async () => {
    const product = await startProduct();
    await product.db.put({ pk: 'region#us-east-1', sk: 'region', cursor: null });
    expect(await product.sweep()).toEqual({ due: 0, nextDueAt: null });
  });
});

test('the age of what has waited longest is written in seconds, as a metric of the service', async () => {
  const product = await startProduct();
  product.inventory.add(unused(FIRST));
  await product.sweepUntil(NOW + 10 * MINUTE);
  const { nextDueAt } = await product.sweep();
  const late = Date.parse(nextDueAt ?? '') + 16 * MINUTE;
  product.clock.setSystemTime(late);
  await product.sweep();
  expect(metricsOf(product).at(-1)).toMatchObject({
    service: 'imdsv2-remediator',
    OldestDueAge: 16 * 60,
    Decisions: 1,
    FailedCases: 0,
    _aws: {
      Timestamp: late,
      CloudWatchMetrics: [
        {
          Namespace: 'imdsv2-remediator',
          Dimensions: [['service']],
          Metrics: expect.arrayContaining([{ Name: 'OldestDueAge', Unit: 'Seconds' }]),
        },
      ],
    },
  });
});

test('one item that cannot be read neither stops the others nor comes back at once, and Lambda hears of it', async () => {
  const product = await startProduct();
  for (const id of [FIRST, SECOND, THIRD]) product.inventory.add(unused(id));
  await product.sweep();
  const [key] = await product.db.partition(caseOf(SECOND).replace('/', '#'));
  await product.db.put({ ...key, pk: `us-east-1#i:${SECOND}`, sk: 'case', stance: 'nonsense' });
  await expect(product.sweep()).rejects.toThrow('1 of 3 cases failed');

  expect(modifies(product)).toBe(2);
  expect(product.inventory.get(SECOND)?.options.httpTokens).toBe('optional');
  expect(metricOf(product, 'FailedCases').at(-1)).toBe(1);
  const due = await product.db.dueIndex(10);
  expect(due.find(({ pk }) => pk === `us-east-1#i:${SECOND}`)?.['dueAt']).toBe('2026-03-02T10:15:00.000Z');
});

test('what there is no time for stays due', async () => {
  const product = await startProduct();
  for (const id of [FIRST, SECOND]) product.inventory.add(unused(id));
  await product.sweep();
  product.setRemaining(() => (modifies(product) === 0 ? 20_000 : 19_999));
  await product.sweep();
  expect(modifies(product)).toBe(1);
  product.setRemaining(() => 300_000);
  await product.sweep();
  expect(modifies(product)).toBe(2);
});

test('two sweeps at the same time have one set of effects', async () => {
  const product = await startProduct();
  product.inventory.add(unused(FIRST));
  product.inventory.add(inUse(SECOND));
  await product.sweep();
  await Promise.all([product.sweep(), product.sweep(), product.sweep()]);
  expect(modifies(product)).toBe(1);
  expect(countOf(product, 'CreateOpsItem')).toBe(1);
  expect(noticesOf(product)).toMatchObject([{ occasion: 'grace-started', caseId: caseOf(SECOND) }]);
  await product.sweepFor(3 * HOUR);
  expect((await loadCase(product, FIRST)).case.outbox).toEqual([]);
  expect(modifies(product)).toBe(1);
  expect(noticesOf(product)).toHaveLength(1);
});
