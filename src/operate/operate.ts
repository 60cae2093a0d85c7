import type { Answer } from '../operators/answer.ts';
import type { Caller } from '../operators/caller.ts';
import { OrderError } from '../operators/errors.ts';
import type { Request } from '../operators/request.ts';
import { includes, neededFor } from '../operators/rights.ts';
import type { Remaining, Services } from '../services.ts';
import { type Desk, voiceFor } from './desk.ts';
import { carryOut } from './orders.ts';
import { list, listExceptions, overview } from './read.ts';
import { show } from './show.ts';

/**
 * The story of a request: may they, is it new, then what it asks for.
 *
 * @throws OrderError when it is refused; nothing was changed then.
 */
export async function operate(
  services: Services,
  caller: Caller,
  request: Request,
  remaining: Remaining,
): Promise<Answer> {
  if (!includes(caller.right, request.kind)) {
    const needed = `To ${request.kind} takes the right of the ${neededFor(request.kind)}`;
    throw new OrderError('not-allowed', `${needed}, and you came as ${caller.right}.`);
  }
  const policies = await services.policy();
  const desk: Desk = { services, caller, policies, now: services.now(), remaining, voice: voiceFor(caller) };
  return 'id' in request ? take(desk, request) : answer(desk, request);
}

type Question = Exclude<Request, { readonly id: string }>;
type OrderRequest = Extract<Request, { readonly id: string }>;

async function answer(desk: Desk, request: Question): Promise<Answer> {
  switch (request.kind) {
    case 'overview':
      return overview(desk);
    case 'list':
      return list(desk, request);
    case 'exceptions':
      return listExceptions(desk, request);
    case 'show':
      return show(desk, request);
  }
}

async function take(desk: Desk, request: OrderRequest): Promise<Answer> {
  const { services, caller, now } = desk;
  if (!(await services.controls.claimOrder(request.id, now)))
    throw new OrderError('replayed', 'This very request was received before; it is carried out once.');
  const taken = await carryOut(desk, request);
  services.log.count('Orders', 1);
  services.log.info('took an order', { kind: request.kind, order: request.id, actor: caller.actor });
  return taken;
}
