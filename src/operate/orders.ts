import type { Ordered } from '../operators/answer.ts';
import type { Request } from '../operators/request.ts';
import { pause, resume } from './brakes.ts';
import type { Desk } from './desk.ts';
import { enforce, rollBack } from './enforcement.ts';
import { askForException, settleException } from './exceptions.ts';

type OrderRequest = Extract<Request, { readonly id: string }>;

/** Everything by which people change something. */
export async function carryOut(desk: Desk, request: OrderRequest): Promise<Ordered> {
  switch (request.kind) {
    case 'request':
      return askForException(desk, request);
    case 'approve':
    case 'deny':
    case 'revoke':
      return settleException(desk, request);
    case 'enforce':
      return enforce(desk, request);
    case 'rollback':
      return rollBack(desk, request);
    case 'pause':
      return pause(desk, request);
    case 'resume':
      return resume(desk, request);
  }
}
