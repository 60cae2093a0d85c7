import type { Exception } from '../domain/permission.ts';
import { askEffect, noticeEffect } from './effects.ts';
import { type Candidate, candidatesOf } from './members.ts';
import { step } from './step.ts';
import { updateTicket } from './transitions.ts';
import { unvouchedRequest } from './unvouched.ts';
import type { KnownView, Step } from './view.ts';

/** Whoever may tag an instance may ask by this tag, whose value is the reason; it never grants anything. */
export const REASON_TAG = 'imdsv2:exception-reason';

/** So that a group of a thousand tagged instances does not fill one save; the others follow with the next looks. */
const MOST_A_LOOK = 5;

/** Requests that tags make and that nobody has put down yet; null when there are none. */
export function askedByTag(view: KnownView): Step | null {
  const known = new Set(view.exceptions.map(({ id }) => id));
  const requests = candidatesOf(view.members)
    .flatMap((member) => requestOf(view, member))
    .filter(({ id }) => !known.has(id) && !view.case.outbox.some((effect) => effect.id === `ask/${id}`))
    .slice(0, MOST_A_LOOK);
  if (requests.length === 0 || view.case.stance.kind === 'excepted') return null;
  const effects = requests.flatMap((exception) => {
    const { id: exceptionId, askedBy: actor, reason, until, via } = exception;
    const about = { exceptionId, actor, reason, until, via };
    return [askEffect(exception), noticeEffect(view.case, 'exception-requested', exceptionId, about)];
  });
  const ids = requests.map(({ id }) => id).join(', ');
  return step(view, 'asked-by-tag', `A tag on an instance asks for an exception (${ids}).`, {
    effects: [...updateTicket(view), ...effects],
  });
}

function requestOf(view: KnownView, { member, facts }: Candidate): readonly Exception[] {
  const reason = facts.tags[REASON_TAG]?.trim();
  if (!reason) return [];
  const { id: instanceId } = member;
  const { region, owner } = view.case;
  const { longest } = view.policy.exceptions;
  const askedBy = `tag ${REASON_TAG} on ${instanceId}`;
  return [unvouchedRequest({ via: 'tag', region, instanceId, owner, askedBy, reason, at: view.now, longest })];
}
