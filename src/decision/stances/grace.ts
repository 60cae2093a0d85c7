import type { StanceOf } from '../../domain/case.ts';
import type { Effect } from '../../domain/effect.ts';
import { duration, formatDuration, formatInstant, type Instant, minus } from '../../domain/time.ts';
import { isShortOfHops } from '../../domain/workload.ts';
import { isPending, noticeEffect, ticketEffect } from '../effects.ts';
import { candidatesOf } from '../members.ts';
import { usedSentence } from '../sentences.ts';
import { step } from '../step.ts';
import { block, clear, clearIfUseEnded, exceptIfCovered, updateTicket } from '../transitions.ts';
import type { KnownView, Step } from '../view.ts';

export function grace(view: KnownView, stance: StanceOf<'grace'>): Step {
  const excepted = exceptIfCovered(view);
  if (excepted) return excepted;
  if (candidatesOf(view.members).length === 0) {
    return step(view, 'grace', 'No instance is there that it is about; the deadline stands.');
  }
  const ended = clearIfUseEnded(view);
  if (ended) return ended;
  if (stance.deadline === null) return tell(view, stance);
  if (view.now >= stance.deadline) return deadlinePassed(view);
  return remind(view, stance, stance.deadline);
}

/** The deadline does not run before people were told; what failed for good is tried again with every look. */
function tell(view: KnownView, stance: StanceOf<'grace'>): Step {
  const missing: Effect[] = [];
  const ticketPending = isPending(view.case, (effect) => effect.kind === 'ticket' && effect.action !== 'close');
  if (view.policy.tickets !== 'none' && !view.case.ticket?.open && !ticketPending) {
    missing.push(ticketEffect(view.case, view.case.ticket === null ? 'open' : 'update'));
  }
  const noticePending = isPending(
    view.case,
    (effect) => effect.kind === 'notify' && effect.occasion === 'grace-started',
  );
  if (stance.noticeAt === null && !noticePending) {
    missing.push(noticeEffect(view.case, 'grace-started', `r${view.case.round}`));
  }
  const detail = 'the deadline runs only once the ticket exists and a confirmed subscriber has the notice';
  return step(view, 'nobody-told', `Nobody could be told yet: ${detail}.`, {
    effects: missing,
    hold: { kind: 'nobody-told', detail },
  });
}

function deadlinePassed(view: KnownView): Step {
  const used = view.evidence.workload.state === 'used';
  const shortOfHops = candidatesOf(view.members).filter(({ facts }) => isShortOfHops(facts));
  if (used && shortOfHops.length > 0 && view.policy.enforcement.hopLimit === 'keep') {
    const detail =
      'Containers on it use IMDSv1, and at hop limit 1 they cannot reach IMDSv2: raise the hop limit to 2.';
    return block(
      view,
      'container-hop-limit',
      detail,
      'grace-ended',
      shortOfHops.slice(0, 25).map(({ member }) => member.id),
    );
  }
  const evidence = used ? usedSentence(view.evidence.workload) : 'No call was seen.';
  return view.policy.grace.after === 'escalate'
    ? block(view, 'escalated', `The grace window has ended. ${evidence} Policy leaves it to people.`, 'grace-ended')
    : clear(view, 'grace-ended', 'grace-ended', `The grace window has ended. ${evidence}`, 'grace-ended');
}

/** One notice for all reminders that have come due, so that a late look does not send three at once. */
function remind(view: KnownView, stance: StanceOf<'grace'>, deadline: Instant): Step {
  const due = view.policy.grace.reminders.filter(
    (before) => view.now >= minus(deadline, before) && before < stance.window && !stance.reminded.includes(before),
  );
  const detail = `${usedOrNot(view)} The grace window runs until ${formatInstant(deadline)}.`;
  if (due.length === 0) return step(view, 'grace', detail);
  const latest = duration(Math.min(...due));
  return step(view, 'reminder', detail, {
    stance: { ...stance, reminded: [...stance.reminded, ...due] },
    effects: [
      ...updateTicket(view),
      noticeEffect(view.case, 'reminder', `r${view.case.round}/${formatDuration(latest)}`),
    ],
  });
}

const usedOrNot = (view: KnownView): string =>
  view.evidence.workload.state === 'used' ? usedSentence(view.evidence.workload) : 'No call was seen lately.';
