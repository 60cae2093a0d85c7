import type { Case } from '../domain/case.ts';
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
  blocked: 'medium',
  secured: 'low',
  'rejected-calls': 'high',
};

export function severityOf(occasion: Occasion, kase: Case, now: Instant): Severity {
  return SEVERITIES[occasion === 'reminder' && onLastDay(kase, now) ? 'last-reminder' : occasion];
}

const onLastDay = ({ stance }: Case, now: Instant): boolean =>
  stance.kind === 'grace' && stance.deadline !== null && between(now, stance.deadline) <= DAY;

/** A ticket has no occasion: this is the one that its case's stance calls for. */
export function standingOccasion({ stance }: Case): Occasion {
  switch (stance.kind) {
    case 'grace':
      return 'reminder';
    case 'excepted':
      return 'excepted';
    case 'blocked':
      return stance.reason === 'rejected-calls' ? 'rejected-calls' : 'blocked';
    case 'cleared':
      if (stance.settledAt !== null) return 'secured';
      return stance.ground === 'grace-ended' ? 'grace-ended' : 'use-stopped';
    case 'observing':
      return 'use-stopped';
    case 'closed':
      return 'secured';
  }
}
