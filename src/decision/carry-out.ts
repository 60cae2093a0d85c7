import type { Order } from '../domain/order.ts';
import { formatInstant } from '../domain/time.ts';
import { noticeEffect } from './effects.ts';
import { changedByUs, rollBack } from './roll-back.ts';
import { step } from './step.ts';
import { clear, updateTicket } from './transitions.ts';
import type { SeenView, Step } from './view.ts';

/**
 * Takes up what a person ordered. What becomes of an exception is already written when its order arrives here: the
 * order puts it on record and tells people, and the stance finds the exception as it now stands.
 */
export function carryOut(view: SeenView, order: Order): Step {
  const taken = { ...view, case: { ...view.case, orders: view.case.orders.filter(({ id }) => id !== order.id) } };
  const { exception, actor, reason } = order;
  const said = `${actor} ${DEEDS[order.command]}${exception ? ` ${exception.id}` : ''}: ${reason}`;
  switch (order.command) {
    case 'enforce':
      return enforce(taken, said);
    case 'rollback':
      return takeBack(taken, order, said);
    case 'request':
    case 'deny':
      return step(taken, `operator-${order.command}`, said, {
        effects: [
          ...updateTicket(taken),
          ...(exception ? [toldOf(taken, order, { id: exception.id, until: exception.until })] : []),
        ],
      });
    case 'approve':
      return step(taken, 'operator-approve', `${said}${exception ? ` (until ${formatInstant(exception.until)})` : ''}`);
    case 'revoke':
      return step(taken, 'operator-revoke', said);
  }
}

const DEEDS = {
  enforce: 'ordered enforcement',
  request: 'asked for exception',
  approve: 'approved exception',
  deny: 'denied exception',
  revoke: 'revoked exception',
  rollback: 'ordered a rollback',
} as const satisfies Record<Order['command'], string>;

/** What EC2 refused before the order counts no more: the operator may have mended it. */
function enforce(view: SeenView, said: string): Step {
  const cleared = clear(view, 'operator', 'operator-enforce', said);
  return { ...cleared, case: { ...cleared.case, refusals: [] } };
}

/** One instance that breaks says of the others of its workload that they are used too: the whole case is judged anew. */
function takeBack(view: SeenView, { actor, instanceId }: Order, why: string): Step {
  const targets = changedByUs(view, 'again').filter(({ member }) => instanceId === null || member.id === instanceId);
  if (targets.length === 0) return step(view, 'operator-rollback', `${why} (nothing is left to be taken back)`);
  const because = targets.map(({ member }) => member.id);
  const takeBack = instanceId === null ? 'all' : 'nothing';
  const ordered = rollBack(view, { because, targets, by: actor, why, ground: null, takeBack });
  return { ...ordered, reason: 'operator-rollback' };
}

const toldOf = (view: SeenView, order: Order, exception: NonNullable<Order['exception']>) =>
  noticeEffect(view.case, order.command === 'deny' ? 'exception-denied' : 'exception-requested', exception.id, {
    exceptionId: exception.id,
    actor: order.actor,
    reason: order.reason,
    until: exception.until,
    via: order.via,
  });
