import { describe, expect, test } from 'vitest';
import type { MetricStatus } from '../../simulator/aws/protocol.ts';
import type { Fault } from '../../simulator/aws/requests.ts';
import {
  caseOf,
  DAY,
  expectNothingChanged,
  HOUR,
  instanceId,
  inUse,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  nonCompliant,
  occasionsOf,
  type ProductOptions,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);

/** A case that would be enforced at the next tick. */
async function startDue(options: ProductOptions = {}) {
  const product = await startProduct(options);
  product.inventory.add(unused(ID));
  await product.sweep();
  return product;
}

const failing =
  (action: string, fault: Fault, fits: (text: string) => boolean = () => true) =>
  (request: { action: string; params: unknown }): Fault | undefined =>
    request.action === action && fits(JSON.stringify(request.params)) ? fault : undefined;

describe('what cannot be read changes nothing, is shown on the case, is counted, and is read again', () => {
  const metric = (status: MetricStatus): Fault => ({ metricStatus: () => status });

  test.each<[string, string, Fault, string]>([
    [
      'instances that may not be described',
      'DescribeInstances',
      { error: 'UnauthorizedOperation' },
      'facts-unreadable',
    ],
    ['a throttled DescribeInstances', 'DescribeInstances', { error: 'RequestLimitExceeded' }, 'facts-unreadable'],
    [
      'defaults that may not be read',
      'GetInstanceMetadataDefaults',
      { error: 'UnauthorizedOperation' },
      'facts-unreadable',
    ],
    ['metrics that may not be read', 'GetMetricData', { error: 'AccessDenied' }, 'evidence-unreadable'],
    ['metrics with PartialData', 'GetMetricData', metric('PartialData'), 'evidence-unreadable'],
    ['metrics with Forbidden', 'GetMetricData', metric('Forbidden'), 'evidence-unreadable'],
    ['metrics with InternalError', 'GetMetricData', metric('InternalError'), 'evidence-unreadable'],
  ])('%s', async (_what, action, fault, hold) => {
    const product = await startDue();
    product.aws.faults = failing(action, fault);
    await product.sweepUntil(NOW + 5 * MINUTE);
    expect((await loadCase(product, ID)).case).toMatchObject({
      stance: { kind: 'observing' },
      hold,
      holdDetail: expect.any(String),
    });
    expectNothingChanged(product);
    expect(metricOf(product, 'UnreadableFacts').at(-1)).toBe(1);

    product.aws.faults = undefined;
    await product.sweepFor(20 * MINUTE);
    expect((await loadCase(product, ID)).case).toMatchObject({ stance: { kind: 'cleared' }, hold: null });
    expect(modifies(product)).toBe(1);
  });

  test.each([
    ['exceptions', 'exceptions-unreadable'],
    ['controls', 'controls-unreadable'],
  ])('%s', async (partition, hold) => {
    const product = await startDue();
    const error = { error: 'InternalServerError', status: 500 };
    product.aws.faults = failing('Query', error, (text) => text.includes(`":pk":{"S":"${partition}"}`));
    await product.sweepUntil(NOW + 5 * MINUTE);
    expect((await loadCase(product, ID)).case).toMatchObject({ stance: { kind: 'observing' }, hold });
    expect(metricOf(product, 'UnreadableFacts').at(-1)).toBe(1);
    expectNothingChanged(product);
  });
});

test('notices and tickets that fail are tried until they are out, each once', async () => {
  const product = await startProduct();
  product.inventory.add(inUse(ID));
  product.aws.faults = ({ action }) =>
    action === 'Publish' || action === 'CreateOpsItem' ? { error: 'InternalError' } : undefined;
  await product.sweepUntil(NOW + HOUR);
  expect((await loadCase(product, ID)).case).toMatchObject({ stance: { deadline: null }, hold: 'nobody-told' });
  product.aws.faults = undefined;
  await product.sweepFor(6 * HOUR);
  expect(occasionsOf(product)).toEqual(['grace-started']);
  expect(product.aws.opsItems.size).toBe(1);
  expect((await loadCase(product, ID)).case).toMatchObject({ stance: { deadline: expect.any(Number) }, outbox: [] });
});

test('an event whose instance cannot be read reaches Lambda, and the next attempt makes it good', async () => {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  product.aws.faults = failing('DescribeInstances', { error: 'UnauthorizedOperation' });
  await expect(product.onNoncompliance(nonCompliant(ID))).rejects.toThrow(
    expect.objectContaining({ name: 'UnauthorizedOperation' }),
  );
  expect(await product.cases.load(caseOf(ID))).toBeNull();
  product.aws.faults = undefined;
  await product.onNoncompliance(nonCompliant(ID));
  expect(modifies(product)).toBe(1);
});

test('hours that CloudWatch lost are not taken for quiet ones', async () => {
  const product = await startProduct({ gaps: (_id, hour) => hour % 5 === 0 });
  product.inventory.add(unused(ID));
  await product.sweepUntil(NOW + 2 * DAY);
  expect((await loadCase(product, ID)).case).toMatchObject({
    stance: { kind: 'observing' },
    evidence: { state: 'unknown', reason: 'coverage' },
  });
  expectNothingChanged(product);
});
