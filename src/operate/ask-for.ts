import { createHash } from 'node:crypto';
import { isEligible } from '../domain/instance.ts';
import type { Order } from '../domain/order.ts';
import type { Exception } from '../domain/permission.ts';
import { DAY, duration, plus, times } from '../domain/time.ts';
import type { SuppressedTrigger } from '../domain/trigger.ts';
import type { Services } from '../services.ts';
import { placeOrder } from './place-order.ts';

/** A suppressed finding cannot say until when: a month, or less where policy allows less. */
const ASKED_FOR = times(DAY, 30);

/**
 * Whoever suppresses a finding asks for an exception; it never grants one. Security Hub repeats its findings: the same
 * instance with the same reason asks once, and an answer stands until somebody writes another reason.
 */
export async function askFor(
  services: Services,
  { region, instanceId, actor, reason }: SuppressedTrigger,
  caseId: string,
): Promise<void> {
  const via = 'security-hub';
  const id = `sh-${createHash('sha256').update(`${instanceId} ${reason}`).digest('hex').slice(0, 12)}`;
  const [kase] = await services.cases.loadCases([caseId]);
  if (kase === undefined || kase.stance.kind === 'excepted' || (await services.exceptions.load(id)) !== null) return;
  const facts = (await services.ec2.find(region, [instanceId])).get(instanceId);
  if (facts === undefined || !isEligible(facts)) return;

  const at = services.now();
  const { longest } = (await services.policy()).base.exceptions;
  const until = plus(at, duration(Math.min(ASKED_FOR, longest)));
  const asked = { command: 'request', reason, instanceId: null, exception: { id, until } } as const;
  const order: Order = { kind: 'operator', id, at, actor, via, ...asked };
  const exception: Exception = {
    id,
    version: 0,
    scope: { kind: 'instance', region, instanceId },
    status: 'requested',
    reason,
    owner: kase.owner ?? 'unknown',
    via,
    askedBy: actor,
    approvedBy: null,
    until,
    history: [{ what: 'request', at, actor, via, reason }],
  };
  // In this order: after a crash in between, Lambda's next try finds no exception and does both.
  if (!(await placeOrder(services, caseId, order))) throw new RangeError(`the case ${caseId} kept changing`);
  await services.exceptions.create(exception);
}
