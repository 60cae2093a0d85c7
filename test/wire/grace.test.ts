import { describe, expect, test } from 'vitest';
import {
  countOf,
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  loadCase,
  MINUTE,
  metricOf,
  modifies,
  NOW,
  noticesOf,
  occasionsOf,
  type ProductOptions,
  startProduct,
} from './support.ts';

const ID = instanceId(1);

/** One instance with a call every hour, for as long as tokens are optional. */
async function startUsed(until = NOW + 30 * DAY, options: ProductOptions = {}) {
  const product = await startProduct(options);
  product.inventory.add(inUse(ID, { calls: hourly(NOW - 20 * DAY, until) }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  return product;
}

/** Windows that are over sooner, where their length is not what is asked about. */
const SHORT = { policy: { grace: { window: 'P4D', reminders: ['P2D'], quiet: 'P2D' }, watch: { for: 'PT1H' } } };

/** Over before anybody could be told. */
const SHORTEST = { policy: { grace: { window: 'P1D', reminders: [], quiet: 'P1D' } } };

type Used = Awaited<ReturnType<typeof startUsed>>;
const stanceOf = async (product: Used) => (await loadCase(product, ID)).case.stance;
const ticketOf = ({ aws }: Used) => {
  const [ticket, ...others] = aws.opsItems.values();
  expect(others).toEqual([]);
  return ticket;
};

describe('a workload that uses IMDSv1', () => {
  test('gets a ticket, a notice, reminders once each, and is enforced when its grace window has ended', async () => {
    const product = await startUsed(undefined, { policy: { watch: { for: 'PT1H' } } });
    const deadline = NOW + 5 * MINUTE + 14 * DAY;
    expect(await stanceOf(product)).toMatchObject({ kind: 'grace', deadline, reminded: [] });
    expect(ticketOf(product)).toMatchObject({ status: 'Open', fields: { Source: 'imdsv2-remediator' } });
    const days: number[] = [];
    const told: string[][] = [];
    for (const day of [6, 7, 8, 13, 14, 16]) {
      await product.sweepUntil(NOW + day * DAY - HOUR);
      days.push(modifies(product));
      told.push(occasionsOf(product));
    }
    const [started, first, second] = ['grace-started', 'reminder', 'reminder'];
    expect(told).toEqual([
      [started],
      [started],
      [started, first],
      [started, first],
      [started, first, second],
      [started, first, second, 'grace-ended', 'secured'],
    ]);
    expect(days).toEqual([0, 0, 0, 0, 0, 1]);
    expect(ticketOf(product)?.status).toBe('Resolved');
    const { member } = await loadCase(product, ID);
    expect(member).toMatchObject({ phase: 'secured', enforcement: { ground: 'grace-ended' } });
    expect(member?.enforcement?.evidence).toMatchObject({ state: 'used' });
    const ids = noticesOf(product).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has its deadline only from the moment somebody has confirmed a subscription', async () => {
    const product = await startUsed(undefined, { ...SHORTEST, confirmed: 0 });
    await product.sweepUntil(NOW + DAY + 2 * HOUR);
    expect(await loadCase(product, ID)).toMatchObject({
      case: { stance: { kind: 'grace', noticeAt: null, deadline: null }, hold: 'nobody-told', ticket: { open: true } },
    });
    expect([occasionsOf(product), modifies(product)]).toEqual([[], 0]);

    product.topic.confirmed = 1;
    const confirmedAt = Date.now();
    await product.sweepFor(7 * HOUR);
    const stance = await stanceOf(product);
    const deadline = stance.kind === 'grace' ? stance.deadline : null;
    expect(deadline).toBeGreaterThan(confirmedAt + DAY);
    expect(occasionsOf(product)).toEqual(['grace-started']);
    expect((await loadCase(product, ID)).case.hold).toBeNull();
  });

  test('has no deadline while its ticket is denied, and gets both when it is allowed', async () => {
    const product = await startProduct(SHORTEST);
    product.inventory.add(inUse(ID, { calls: hourly(NOW - 20 * DAY, NOW + 10 * DAY) }));
    product.aws.faults = ({ action }) => (action === 'CreateOpsItem' ? { error: 'AccessDeniedException' } : undefined);
    await product.sweepUntil(NOW + DAY + 2 * HOUR);
    expect((await loadCase(product, ID)).case).toMatchObject({ hold: 'nobody-told', stance: { deadline: null } });
    expect(metricOf(product, 'RefusedChanges')[0]).toBe(1);
    product.aws.faults = undefined;
    await product.sweepFor(3 * HOUR);
    expect((await loadCase(product, ID)).case).toMatchObject({ hold: null, stance: { deadline: expect.any(Number) } });
    expect([occasionsOf(product), modifies(product)]).toEqual([['grace-started'], 0]);
  });

  test('is cleared early when its owner has ended the use and a start afterwards was quiet', async () => {
    const product = await startUsed(NOW + DAY, SHORT);
    await product.sweepUntil(NOW + DAY);
    product.inventory.stop(ID, Date.now());
    product.inventory.start(ID, Date.now() + 10 * MINUTE);
    await product.sweepUntil(NOW + 3 * DAY - 2 * HOUR);
    expect((await stanceOf(product)).kind).toBe('grace');
    await product.sweepUntil(NOW + 6 * DAY);
    expect(occasionsOf(product)).toEqual(['grace-started', 'reminder', 'use-stopped', 'secured']);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'secured', enforcement: { ground: 'zero' } });
    expect(ticketOf(product)?.status).toBe('Resolved');
  });

  test('finds its ticket open again at the next reminder when somebody resolved it too early', async () => {
    const product = await startUsed(undefined, SHORT);
    const ticket = ticketOf(product);
    if (ticket) ticket.status = 'Resolved';
    await product.sweepUntil(NOW + DAY);
    expect(ticketOf(product)?.status).toBe('Resolved');
    await product.sweepUntil(NOW + 2 * DAY + HOUR);
    expect(ticketOf(product)?.status).toBe('Open');
    expect(countOf(product, 'CreateOpsItem')).toBe(1);
  });

  test('waits for another day when the grace starts of this one are used up', async () => {
    const product = await startProduct({ policy: { grace: { startsPerDay: 1 } } });
    const ids = [instanceId(1), instanceId(2)];
    for (const id of ids) product.inventory.add(inUse(id, { calls: hourly(NOW - 20 * DAY, NOW + 5 * DAY) }));
    await product.sweepUntil(NOW + 10 * MINUTE);
    const holds = async () => (await Promise.all(ids.map((id) => loadCase(product, id)))).map((each) => each.case.hold);
    expect((await holds()).toSorted()).toEqual(['grace-starts-used-up', null]);
    await product.sweepUntil(NOW + 2 * DAY);
    expect(await holds()).toEqual([null, null]);
    expect(metricOf(product, 'Notices')).toEqual([1, 1]);
  });
});
