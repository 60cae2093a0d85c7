import type { BlockedReason, ClosedReason } from '../domain/case.ts';
import type { Effect, Occasion } from '../domain/effect.ts';
import type { Ground } from '../domain/member.ts';
import { type Exception, isActive } from '../domain/permission.ts';
import { DAY, type Duration, floorTo, instant, plus } from '../domain/time.ts';
import { noticeEffect, ticketEffect } from './effects.ts';
import { candidatesOf, coversMember, isZero } from './members.ts';
import { zeroSentence } from './sentences.ts';
import { step } from './step.ts';
import type { KnownView, MemberView, SeenView, Step } from './view.ts';

/** A ticket is opened where there is none and brought up to date, and open again, where there is one. */
export const openTicket = (view: SeenView): readonly Effect[] =>
  view.policy.tickets === 'none' ? [] : [ticketEffect(view.case, view.case.ticket === null ? 'open' : 'update')];

export const updateTicket = (view: SeenView): readonly Effect[] =>
  view.case.ticket === null ? [] : [ticketEffect(view.case, 'update')];

export const closeTicket = (view: KnownView): readonly Effect[] =>
  view.case.ticket?.open ? [ticketEffect(view.case, 'close')] : [];

/**
 * People get a grace window. At most `grace.startsPerDay` cases start one each day, so that nobody is buried in
 * tickets; a case that was already being dealt with (`granted`) does not count again.
 */
export function startGrace(view: KnownView, missing: string | null, reason: string, detail: string): Step {
  if (view.policy.mode === 'observe') return observeOnly(view, `would start a grace window: ${detail}`);
  if (view.controls.graceStartsLeft <= 0) {
    return step(view, 'grace-starts-used-up', `${detail} Today's grace starts are used up; it starts on another day.`, {
      stance: view.case.stance.kind === 'observing' ? view.case.stance : { kind: 'observing', since: view.now },
      hold: {
        kind: 'grace-starts-used-up',
        detail: `policy grace.startsPerDay is ${view.policy.grace.startsPerDay}`,
        until: plus(floorTo(view.now, DAY), DAY),
      },
    });
  }
  return { ...enterGrace(view, view.policy.grace.window, missing, reason, detail), claimsGraceStart: true };
}

export function enterGrace(
  view: KnownView,
  window: Duration,
  missing: string | null,
  reason: string,
  detail: string,
  announced: readonly Effect[] = [],
): Step {
  const round = view.case.round + 1;
  return step(view, reason, detail, {
    stance: { kind: 'grace', since: view.now, window, missing, noticeAt: null, deadline: null, reminded: [] },
    patch: { round, endedUse: null },
    effects: [...announced, ...openTicket(view), noticeEffect(view.case, 'grace-started', `r${round}`)],
  });
}

export const clear = (view: SeenView, ground: Ground, reason: string, detail: string, told?: Occasion): Step =>
  step(view, reason, detail, {
    stance: { kind: 'cleared', since: view.now, ground, settledAt: null },
    effects: told === undefined ? [] : [...updateTicket(view), noticeEffect(view.case, told)],
  });

/**
 * The owner has ended the use: calls up to the last one count no more, for this case only. Null where it has not, and
 * where nobody would be changed on it.
 */
export function clearIfUseEnded(view: KnownView): Step | null {
  const { workload } = view.evidence;
  if (workload.state !== 'zero' || !goesOnOnZero(view) || view.policy.mode === 'observe') return null;
  const cleared = clear(view, 'zero', 'use-stopped', zeroSentence(workload), 'use-stopped');
  return { ...cleared, case: { ...cleared.case, endedUse: workload.lastUse } };
}

export const block = (
  view: SeenView,
  reason: BlockedReason,
  detail: string,
  ground: Ground | null,
  instanceIds: readonly string[] = [],
): Step =>
  step(view, reason, detail, {
    stance: { kind: 'blocked', since: view.now, reason, instanceIds, ground, takeBack: 'nothing' },
    effects: [...openTicket(view), noticeEffect(view.case, reason === 'rejected-calls' ? 'rejected-calls' : 'blocked')],
  });

export const close = (view: KnownView, reason: ClosedReason, detail: string): Step =>
  step(view, reason, detail, {
    stance: { kind: 'closed', since: view.now, reason },
    effects: closeTicket(view),
  });

export const observe = (view: SeenView, reason: string, detail: string): Step =>
  step(view, reason, detail, { stance: { kind: 'observing', since: view.now } });

export const observeOnly = (view: KnownView, detail: string): Step =>
  step(view, 'observe-only', detail, { hold: { kind: 'observe-only', detail: 'policy mode is observe' } });

/** The active exceptions that cover an instance. */
export const exceptionsFor = (view: KnownView, member: MemberView): readonly Exception[] =>
  view.exceptions.filter((exception) => isActive(exception, view.now) && coversMember(exception, view.case, member));

/**
 * Some member is to be changed on zero evidence, now or when its turn comes. Until then the others wait: a window for
 * them would end as soon as it is looked at again.
 */
export const goesOnOnZero = (view: KnownView): boolean =>
  candidatesOf(view.members).some(
    (candidate) => isZero(view, candidate) && exceptionsFor(view, candidate).length === 0,
  );

/** Every candidate is covered: the whole case is excepted, until the first of the exceptions ends. */
export function exceptIfCovered(view: KnownView): Step | null {
  const covering = coveringExceptions(view);
  if (covering === null) return null;
  const until = instant(Math.min(...covering.map(({ until }) => until)));
  const ids = covering.map(({ id }) => id);
  // Where nothing is used already when it is granted, there is no end of use to be told of.
  const unneededTold = view.evidence.workload.state === 'zero';
  return step(view, 'exception-active', `An active exception covers every instance that still allows IMDSv1.`, {
    stance: { kind: 'excepted', since: view.now, exceptionIds: ids, until, unneededTold, reminded: [] },
    effects: [...updateTicket(view), noticeEffect(view.case, 'excepted')],
  });
}

/** The exceptions that together cover every candidate, or null when one of them is not covered. */
export function coveringExceptions(view: KnownView): readonly Exception[] | null {
  const candidates = candidatesOf(view.members);
  const perMember = candidates.map((candidate) => exceptionsFor(view, candidate));
  if (candidates.length === 0 || perMember.some((found) => found.length === 0)) return null;
  return [...new Map(perMember.flat().map((exception) => [exception.id, exception])).values()];
}
