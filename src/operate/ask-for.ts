import { unvouchedId, unvouchedRequest } from '../decision/unvouched.ts';
import { isEligible } from '../domain/instance.ts';
import type { Order } from '../domain/order.ts';
import type { SuppressedTrigger } from '../domain/trigger.ts';
import type { Services } from '../services.ts';
import { placeOrder } from './place-order.ts';

/**
 * Whoever suppresses a finding asks for an exception; it never grants one. Security Hub repeats its findings: the same
 * instance with the same reason asks once, and an answer stands until somebody writes another reason.
 */
export async function askFor(
  services: Services,
  { region, instanceId, actor, reason }: SuppressedTrigger,
  caseId: string,
): Promise<void> {
  const asked = { via: 'security-hub', region, instanceId, askedBy: actor, reason } as const;
  const id = unvouchedId(asked);
  const [kase] = await services.cases.loadCases([caseId]);
  if (kase === undefined || kase.stance.kind === 'excepted' || (await services.exceptions.load(id)) !== null) return;
  const facts = (await services.ec2.find(region, [instanceId])).get(instanceId);
  if (facts === undefined || !isEligible(facts)) return;

  const at = services.now();
  const { longest } = (await services.policy()).base.exceptions;
  const exception = unvouchedRequest({ ...asked, owner: kase.owner, at, longest });
  const order: Order = {
    kind: 'operator',
    id,
    at,
    actor,
    via: exception.via,
    command: 'request',
    reason,
    instanceId: null,
    exception: { id, until: exception.until },
  };
  // In this order: after a crash in between, Lambda's next try finds no exception and does both.
  if (!(await placeOrder(services, caseId, order))) throw new RangeError(`the case ${caseId} kept changing`);
  await services.exceptions.create(exception);
}
