import type { Case } from '../domain/case.ts';
import type { Effect, Outcome } from '../domain/effect.ts';
import { earliest, type Instant, MINUTE, plus, times } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { hasUntold } from './drift.ts';
import { noticeEffect } from './effects.ts';
import { graceMoments, TICK } from './next-look.ts';

/** Tries wait longer each time, up to 6 hours: what AWS refuses for the moment it may grant later. */
const MOST_DOUBLINGS = 6;

/** Writes into the case what became of one effect. Beside `decide` the only function that changes a case. */
export function record(kase: Case, effect: Effect, outcome: Outcome, policy: Policy, now: Instant): Case {
  const recorded = withOutcome(kase, effect, outcome, policy, now);
  if (outcome.opened === undefined) return recorded;
  const notice = noticeEffect(kase, 'breaker-opened', effect.id, null, outcome.opened);
  return { ...recorded, outbox: [...recorded.outbox, notice] };
}

function withOutcome(kase: Case, effect: Effect, outcome: Outcome, policy: Policy, now: Instant): Case {
  switch (outcome.kind) {
    case 'later':
      return postponed(kase, effect, outcome.until, now);
    case 'refused':
      return refused(without(kase, effect), effect, outcome.because, outcome.reason, now);
    case 'done':
      return told(done(without(kase, effect), effect, outcome, now), policy, now);
  }
}

const without = (kase: Case, { id }: Effect): Case => ({
  ...kase,
  outbox: kase.outbox.filter((each) => each.id !== id),
});

function postponed(kase: Case, effect: Effect, until: Instant | undefined, now: Instant): Case {
  const wait = times(TICK, 2 ** Math.min(effect.tries, MOST_DOUBLINGS));
  const notBefore = until ?? plus(now, effect.kind === 'enforce' || effect.kind === 'rollback' ? TICK : wait);
  const again = { ...effect, notBefore, tries: effect.tries + 1 };
  return { ...kase, outbox: kase.outbox.map((each) => (each.id === effect.id ? again : each)) };
}

/** A change that EC2 denied counts towards blocking; a refused ticket or notice leaves people untold, which holds. */
function refused(kase: Case, effect: Effect, because: 'denied' | 'moot', reason: string, now: Instant): Case {
  if (effect.kind === 'rollback' && because === 'denied')
    return atNextTick(rollbackRefused(kase, effect.instanceId, reason), now);
  if (effect.kind !== 'enforce') return kase;
  const refusal = { effectId: effect.id, instanceId: effect.instanceId, at: now, reason };
  const refusals = because === 'denied' ? [...kase.refusals, refusal].slice(-50) : kase.refusals;
  return atNextTick({ ...kase, refusals }, now);
}

function done(kase: Case, effect: Effect, outcome: { readonly ticketId?: string }, now: Instant): Case {
  switch (effect.kind) {
    case 'enforce':
    case 'rollback':
      return atNextTick(kase, now);
    case 'journal':
    case 'ask':
      return kase;
    case 'ticket': {
      const id = outcome.ticketId ?? kase.ticket?.id;
      if (id === undefined) return kase;
      return { ...kase, ticket: { id, openedAt: kase.ticket?.openedAt ?? now, open: effect.action !== 'close' } };
    }
    case 'notify':
      return effect.occasion === 'grace-started' && kase.stance.kind === 'grace'
        ? { ...kase, stance: { ...kase.stance, noticeAt: now } }
        : kase;
  }
}

/** People must know at once: what was changed stays changed, and something is failing. */
const rollbackRefused = (kase: Case, instanceId: string, reason: string): Case => ({
  ...kase,
  outbox: [
    ...kase.outbox,
    noticeEffect(kase, 'rollback-refused', `${instanceId}/v${kase.version}`, null, `${instanceId}: ${reason}`),
  ],
});

/** What was ordered of EC2 is looked at again soon: made, it is read back; refused or moot, it is decided anew. */
const atNextTick = (kase: Case, now: Instant): Case => ({
  ...kase,
  dueAt: kase.dueAt === null ? plus(now, TICK) : earliest(kase.dueAt, plus(now, TICK)),
});

/** The window runs from the moment people were really told: ticket there, notice out to a confirmed subscriber. */
function told(kase: Case, policy: Policy, now: Instant): Case {
  const { stance } = kase;
  if (stance.kind !== 'grace' || stance.deadline !== null || stance.noticeAt === null) return kase;
  if (policy.tickets !== 'none' && !kase.ticket?.open) return kase;
  return { ...kase, hold: null, holdDetail: null, stance: { ...stance, deadline: plus(now, stance.window) } };
}

/** After the outbox has run: gives the case back, due when the first of what it waits for can come. */
export function release(kase: Case, policy: Policy, now: Instant): Case {
  if (kase.stance.kind === 'closed' && kase.outbox.length + kase.orders.length === 0 && !hasUntold(kase))
    return { ...kase, leaseUntil: null, dueAt: null };
  const waiting = kase.outbox.map(({ notBefore }) => notBefore ?? now);
  const { stance } = kase;
  const grace = stance.kind === 'grace' ? graceMoments(stance.deadline, policy, now) : [];
  const added = kase.newcomers.length + kase.orders.length > 0 || hasUntold(kase) ? [now] : [];
  const moments = [kase.dueAt, ...grace, ...added, ...waiting];
  const [first, ...rest] = moments.flatMap((at) => (at === null ? [] : [at]));
  return { ...kase, leaseUntil: null, dueAt: first === undefined ? null : earliest(first, ...rest) };
}

/** The outbox's effects that may run now. */
export const runnable = (kase: Case, now: Instant): readonly Effect[] =>
  kase.outbox.filter(({ notBefore }) => (notBefore ?? now) <= now);

/** Longer than any function lives: until then only the one who saved the case runs its outbox. */
export const LEASE = times(MINUTE, 15);
