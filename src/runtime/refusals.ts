import { OrderError } from '../operators/errors.ts';
import { journalist } from './telemetry.ts';

/**
 * A request that is refused gets an answer like any other. It is counted, and logged by its code and by who made it,
 * never with what it said; everything else that goes wrong reaches Lambda.
 */
export async function withRefusals<T>(
  work: (madeBy: (actor: string) => void) => Promise<T>,
  refuse: (refusal: OrderError) => T,
): Promise<T> {
  let actor = 'unknown';
  journalist.count('Requests', 1);
  try {
    return await work((known) => {
      actor = known;
    });
  } catch (error) {
    if (!(error instanceof OrderError)) throw error;
    journalist.count('RefusedOrders', 1);
    journalist.info('refused', { code: error.code, actor });
    return refuse(error);
  }
}
