import { describe, expect, test } from 'vitest';
import { ask } from './operator-support.ts';
import {
  caseOf,
  HOUR,
  instanceId,
  journalOf,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  nonCompliant,
  noticesOf,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const IDS = [1, 2, 3].map(instanceId);
const [FIRST = '', SECOND = '', THIRD = ''] = IDS;
const LATE = instanceId(4);

const tokensOf = ({ inventory }: Product, id: string) => inventory.get(id)?.options.httpTokens;
const told = (product: Product) => noticesOf(product).filter(({ occasion }) => occasion === 'breaker-opened');
const breakerOf = async ({ db }: Product) => db.get({ pk: 'controls', sk: 'breaker' });

/** Workloads of one instance each that were changed on zero. */
async function changed(ids = IDS) {
  const product = await startProduct();
  for (const id of ids) product.inventory.add(unused(id));
  await product.sweepUntil(NOW + HOUR);
  expect(ids.map((id) => tokensOf(product, id))).toEqual(ids.map(() => 'required'));
  return product;
}

/** Their software calls IMDSv1 for the first time ever, and it is taken back. */
async function breaks(product: Product, ids: readonly string[]) {
  for (const id of ids) expect(product.inventory.call(id, Date.now())).toBe('rejected');
  await product.sweepFor(2 * HOUR);
  expect(ids.map((id) => tokensOf(product, id))).toEqual(ids.map(() => 'optional'));
}

/** An instance that nothing uses IMDSv1 on comes to be known. */
async function comes(product: Product, id: string) {
  product.inventory.add(unused(id));
  await product.onNoncompliance(nonCompliant(id));
}

describe('software of three workloads that calls IMDSv1 for the first time', () => {
  test('opens the breaker with the third: nothing more is enforced, and people are told once', async () => {
    const product = await changed();
    await breaks(product, [FIRST, SECOND]);
    expect(await breakerOf(product)).toBeNull();
    await breaks(product, [THIRD]);
    const reason = '3 workloads had to be taken back within 24 h, in which 3 were changed.';
    expect(await breakerOf(product)).toMatchObject({ actor: 'breaker', reason });
    const before = modifies(product);
    await comes(product, LATE);
    await product.sweepFor(6 * HOUR);
    expect(modifies(product)).toBe(before);
    expect((await loadCase(product, LATE)).case).toMatchObject({
      stance: { kind: 'cleared' },
      hold: 'breaker-open',
      holdDetail: reason,
    });
    expect(String((await journalOf(product, caseOf(LATE))).at(-1)?.['detail'])).toContain(
      'Would require IMDSv2 on 1 instance; the breaker is open.',
    );
    expect(told(product)).toMatchObject([{ severity: 'high' }]);
    expect(JSON.stringify(told(product))).toContain(reason);
    expect(metricOf(product, 'BreakerOpened')).toEqual([1]);
  });

  test('still gets the rest taken back, and its grace windows; resume lets enforcement go on', async () => {
    const product = await changed([...IDS, LATE]);
    await breaks(product, IDS);
    await breaks(product, [LATE]);
    for (const id of [...IDS, LATE]) expect((await loadCase(product, id)).case.stance.kind).toBe('grace');
    expect(told(product)).toHaveLength(1);
    const another = instanceId(5);
    await comes(product, another);
    expect(tokensOf(product, another)).toBe('optional');
    await ask(product, { kind: 'resume', reason: 'all of them run the same agent' });
    await product.sweepFor(2 * HOUR);
    expect(tokensOf(product, another)).toBe('required');
    expect(await breakerOf(product)).toBeNull();
  });
});

test('rollbacks that operators order count like any others', async () => {
  const product = await changed();
  for (const id of IDS) await ask(product, { kind: 'rollback', case: id, reason: 'checkout gets 401' });
  expect(await breakerOf(product)).not.toBeNull();
  await product.sweepFor(10 * MINUTE);
  expect(told(product)).toHaveLength(1);
});

test('whoever crashes after opening it tells people all the same, once', async () => {
  const product = await changed();
  await breaks(product, [FIRST, SECOND]);
  product.inventory.call(THIRD, Date.now());
  // Gone between the breaker and the case: the outcome of the rollback is not written.
  let crashed = false;
  product.aws.faults = ({ action, params }) => {
    crashed ||= action === 'PutItem' && JSON.stringify(params).includes('"sk":{"S":"breaker"}');
    return crashed && action === 'PutItem' && JSON.stringify(params).includes('"sk":{"S":"case"}')
      ? { error: 'AccessDeniedException' }
      : undefined;
  };
  await product.sweepFor(2 * HOUR).catch(() => undefined);
  expect(crashed).toBe(true);
  expect(told(product)).toEqual([]);
  product.aws.faults = undefined;
  await product.sweepFor(2 * HOUR);
  expect(told(product)).toHaveLength(1);
});

describe('changes that EC2 refuses', () => {
  const refused = async (product: Product, ids: readonly string[]) => {
    product.aws.faults = ({ action }) =>
      action === 'ModifyInstanceMetadataOptions' ? { error: 'UnauthorizedOperation' } : undefined;
    for (const id of ids) await comes(product, id);
    product.aws.faults = undefined;
  };
  const ids = [11, 12, 13, 14, 15, 16].map(instanceId);

  test('five in a row, open the breaker', async () => {
    const product = await startProduct();
    await refused(product, ids.slice(0, 4));
    expect(await breakerOf(product)).toBeNull();
    await refused(product, ids.slice(4));
    expect(await breakerOf(product)).toMatchObject({ reason: 'EC2 refused 5 changes in a row.' });
    // The sixth did not even ask.
    expect(modifies(product)).toBe(5);
    await product.sweepFor(HOUR);
    expect(told(product)).toHaveLength(1);
  });

  test('with one in between that was made, do not', async () => {
    const product = await startProduct();
    await refused(product, ids.slice(0, 3));
    await comes(product, FIRST);
    await refused(product, ids.slice(3));
    expect(await breakerOf(product)).toBeNull();
  });
});

test('a change calendar that is closed is waited for, and told of in the case', async () => {
  const product = await startProduct({ policy: { enforcement: { calendar: 'Freeze' } } });
  product.aws.calendars.set('Freeze', { now: 'CLOSED', until: NOW + 30 * HOUR });
  await comes(product, FIRST);
  await product.sweepUntil(NOW + 29 * HOUR);
  expect((await loadCase(product, FIRST)).case).toMatchObject({ hold: 'calendar-closed' });
  expect(modifies(product)).toBe(0);
  await product.sweepUntil(NOW + 31 * HOUR);
  expect(tokensOf(product, FIRST)).toBe('required');
});

test('a workload whose one changed instance its group replaced as unhealthy counts, with nothing to be taken back', async () => {
  const product = await startProduct();
  for (const [n, id] of IDS.entries())
    product.inventory.add(unused(id, { tags: { 'aws:autoscaling:groupName': `g-${n}` } }));
  await product.sweepUntil(NOW + HOUR);
  for (const id of IDS) product.inventory.terminate(id, Date.now(), 'an ELB system health check failure');
  await product.sweepFor(HOUR);
  expect(await breakerOf(product)).toMatchObject({ actor: 'breaker' });
  expect(modifies(product)).toBe(3);
});
