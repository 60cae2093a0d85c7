import type { StanceOf } from '../../domain/case.ts';
import { duration, formatDuration, formatInstant, instant, minus } from '../../domain/time.ts';
import { noticeEffect } from '../effects.ts';
import { graceAfterException } from '../lapsed.ts';
import { candidatesOf } from '../members.ts';
import { endNotices } from '../next-look.ts';
import { step } from '../step.ts';
import { clearIfUseEnded, coveringExceptions, observe, updateTicket } from '../transitions.ts';
import type { KnownView, Step } from '../view.ts';

export function excepted(view: KnownView, stance: StanceOf<'excepted'>): Step {
  if (candidatesOf(view.members).length === 0) return withoutCandidates(view, stance);
  const covering = coveringExceptions(view);
  if (covering === null) return clearIfUseEnded(view) ?? uncovered(view);
  const until = instant(Math.min(...covering.map(({ until }) => until)));
  const reminded = until === stance.until ? stance.reminded : [];
  const renewed = { ...stance, exceptionIds: covering.map(({ id }) => id), until, reminded };
  if (view.evidence.workload.state === 'zero' && !stance.unneededTold) {
    return step(view, 'exception-not-needed', 'IMDSv1 is no longer used: the exception can be given back.', {
      stance: { ...renewed, unneededTold: true },
      effects: [noticeEffect(view.case, 'exception-not-needed')],
    });
  }
  return endNotice(view, renewed) ?? step(view, 'exception-active', COVERED, { stance: renewed });
}

/** Where no use is seen, what is not covered is judged as ever: nobody has anything to mend for it. */
const uncovered = (view: KnownView): Step =>
  view.evidence.workload.state === 'zero' && view.policy.mode === 'enforce'
    ? observe(view, 'not-covered', 'The exception no longer covers every instance, and no use is seen.')
    : graceAfterException(view, 'The exception has ended or no longer covers every instance.');

const COVERED = 'An active exception covers every instance that still allows IMDSv1.';

/** One notice for all that have come due, so that a late look does not send two at once. */
function endNotice(view: KnownView, stance: StanceOf<'excepted'>): Step | null {
  const due = endNotices(stance).filter(
    (before) => view.now >= minus(stance.until, before) && !stance.reminded.includes(before),
  );
  if (due.length === 0) return null;
  const distinct = `${formatInstant(stance.until)}/${formatDuration(duration(Math.min(...due)))}`;
  return step(view, 'exception-expiring', `The exception ends at ${formatInstant(stance.until)}.`, {
    stance: { ...stance, reminded: [...stance.reminded, ...due] },
    effects: [...updateTicket(view), noticeEffect(view.case, 'exception-expiring', distinct)],
  });
}

/** Scaled to zero, or hardened by hand: the exception stays as long as it lasts. */
const withoutCandidates = (view: KnownView, stance: StanceOf<'excepted'>): Step =>
  view.now < stance.until
    ? step(view, 'exception-active', 'The exception runs on; no instance needs it now.')
    : observe(view, 'exception-ended', 'The exception has ended; no instance needs it now.');
