import type { BlockedReason, Case } from '../domain/case.ts';
import type { Occasion } from '../domain/effect.ts';
import { between, DAY, type Instant } from '../domain/time.ts';

export const severities = ['low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** The one table: notices, their attributes and tickets all read it. */
const SEVERITIES: Readonly<Record<Occasion | 'last-reminder', Severity>> = {
  'grace-started': 'low',
  reminder: 'low',
  'last-reminder': 'medium',
  'grace-ended': 'medium',
  'use-stopped': 'low',
  excepted: 'low',
  'exception-not-needed': 'low',
  'exception-ended': 'low',
  // Somebody has to act: an operator who decides, an owner whose deadline stands.
  'exception-requested': 'medium',
  'exception-denied': 'medium',
  'exception-expiring': 'low',
  'rolling-back': 'high',
  'rollback-refused': 'high',
  'breaker-opened': 'high',
  drifted: 'medium',
  blocked: 'medium',
  secured: 'low',
  'rejected-calls': 'high',
};

export function severityOf(occasion: Occasion, kase: Case, now: Instant): Severity {
  const reminds = occasion === 'reminder' || occasion === 'exception-expiring';
  return SEVERITIES[reminds && onLastDay(kase, now) ? 'last-reminder' : occasion];
}

function onLastDay({ stance }: Case, now: Instant): boolean {
  const end = stance.kind === 'grace' ? stance.deadline : stance.kind === 'excepted' ? stance.until : null;
  return end !== null && between(now, end) <= DAY;
}

/** Reasons that are an occasion of their own, because something is failing. */
const isLoud = (reason: BlockedReason): reason is 'rejected-calls' | 'rolling-back' =>
  reason === 'rejected-calls' || reason === 'rolling-back';

/** A ticket has no occasion: this is the one that its case's stance calls for. */
export function standingOccasion({ stance }: Case): Occasion {
  switch (stance.kind) {
    case 'grace':
      return 'reminder';
    case 'excepted':
      return 'excepted';
    case 'blocked':
      return isLoud(stance.reason) ? stance.reason : 'blocked';
    case 'cleared':
      if (stance.settledAt !== null) return 'secured';
      return stance.ground === 'grace-ended' ? 'grace-ended' : 'use-stopped';
    case 'observing':
      return 'use-stopped';
    case 'closed':
      return 'secured';
  }
}
