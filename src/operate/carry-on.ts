import { briefOf } from '../domain/brief.ts';
import type { Command, Order } from '../domain/order.ts';
import type { Exception } from '../domain/permission.ts';
import type { Ordered } from '../operators/answer.ts';
import { remediate } from '../remediate.ts';
import type { Desk } from './desk.ts';
import { placeOrder } from './place-order.ts';

/** So many are dealt with while the one who ordered waits; the sweep comes to the others. */
const MOST_AT_ONCE = 20;

export function orderOf(
  { caller: { actor, via }, now }: Desk,
  command: Command,
  { id, reason }: { readonly id: string; readonly reason: string },
  exception: Exception | null,
  instanceId: string | null = null,
): Order {
  const about = exception === null ? null : { id: exception.id, until: exception.until };
  return { kind: 'operator', id, at: now, actor, via, command, reason, instanceId, exception: about };
}

/**
 * Has an order taken up that is to be on each of these cases, and tells how they stand then. What fails here is done
 * by the sweep: the order is stored.
 */
export async function carryOn(desk: Desk, caseIds: readonly string[], order: Order): Promise<Ordered['cases']> {
  const { services, remaining } = desk;
  const placed: string[] = [];
  for (const caseId of caseIds) {
    if (await placeOrder(services, caseId, order)) placed.push(caseId);
    else services.log.info('an order found no place', { caseId, order: order.id });
  }
  try {
    await remediate(services, placed.slice(0, MOST_AT_ONCE), { kind: 'ordered', actor: order.actor }, remaining);
  } catch (error) {
    services.log.error('an order is left to the sweep', error, { order: order.id });
  }
  const cases = await services.cases.loadCases(caseIds);
  return cases
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((kase) => ({
      case: briefOf(kase),
      carriedOut: placed.includes(kase.id) && !kase.orders.some(({ id }) => id === order.id),
    }));
}

/** What is said of an order that waits. */
export const waiting = (cases: Ordered['cases']): string =>
  cases.every(({ carriedOut }) => carriedOut) ? '' : ' The next tick of the sweep takes it up, within minutes.';
