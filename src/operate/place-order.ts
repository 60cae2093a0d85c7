import { changeCase } from '../change-case.ts';
import { admitOrder } from '../decision/admit.ts';
import type { Order } from '../domain/order.ts';
import type { Services } from '../services.ts';

/**
 * Puts an order onto a case, whoever is at work on it: it is then carried out whatever happens here.
 *
 * @returns false when there is no such case, or others kept changing it.
 */
export const placeOrder = async (services: Services, caseId: string, order: Order): Promise<boolean> =>
  (await changeCase(services, caseId, ({ case: kase }) => admitOrder(kase, order))) === 'done';
