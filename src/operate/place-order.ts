import { admitOrder } from '../decision/admit.ts';
import type { Order } from '../domain/order.ts';
import type { Services } from '../services.ts';

const MOST_RACES = 5;

/**
 * Puts an order onto a case, whoever is at work on it: it is then carried out whatever happens here.
 *
 * @returns false when there is no such case, or others kept changing it.
 */
export async function placeOrder(services: Services, caseId: string, order: Order): Promise<boolean> {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const [kase] = await services.cases.loadCases([caseId]);
    if (kase === undefined) return false;
    const admitted = admitOrder(kase, order);
    if (admitted === kase || (await services.cases.save(admitted)) !== null) return true;
  }
  return false;
}
