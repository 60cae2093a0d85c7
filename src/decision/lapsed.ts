import type { Exception } from '../domain/permission.ts';
import { type Duration, type Instant, minus, times } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { noticeEffect } from './effects.ts';
import { candidatesOf, coversMember } from './members.ts';
import { enterGrace } from './transitions.ts';
import type { KnownView, MemberView, Step } from './view.ts';

/** The window after an exception is half the ordinary one: people have known for long. */
const windowAfter = ({ grace }: Policy): Duration => times(grace.window, 0.5);

export function graceAfterException(view: KnownView, detail: string): Step {
  const announced = [noticeEffect(view.case, 'exception-ended')];
  return enterGrace(view, windowAfter(view.policy), null, 'exception-ended', detail, announced);
}

/**
 * Members whose own exception ended so late that the grace window of the others, which was over at `since`, was none
 * for them: they were told of another end.
 */
export const lapsedLate = (view: KnownView, since: Instant): readonly MemberView[] =>
  candidatesOf(view.members).filter((candidate) =>
    view.exceptions.some(
      (exception) =>
        endOf(exception, view.now) > minus(since, windowAfter(view.policy)) &&
        coversMember(exception, view.case, candidate),
    ),
  );

/** While it runs, or where it was never granted: before every instant there is. */
const NEVER = Number.NEGATIVE_INFINITY;

/** When it ended. */
function endOf({ status, until, history }: Exception, now: Instant): number {
  if (status === 'revoked') return history.findLast(({ what }) => what === 'revoke')?.at ?? NEVER;
  return status === 'active' && until <= now ? until : NEVER;
}
