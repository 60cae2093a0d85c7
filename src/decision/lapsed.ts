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
    view.exceptions.some((exception) => {
      const ended = endOf(exception, view.now);
      if (ended === null) return false;
      return ended > minus(since, windowAfter(view.policy)) && coversMember(exception, view.case, candidate);
    }),
  );

/** When it ended; null while it runs, or where it was never granted. */
function endOf({ status, until, history }: Exception, now: Instant): Instant | null {
  if (status === 'revoked') return history.findLast(({ what }) => what === 'revoke')?.at ?? null;
  return status === 'active' && until <= now ? until : null;
}
