import { html } from 'hono/html';
import type { BlockedReason, ClosedReason, Hold } from '../../../src/domain/case.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import type { Ground, Phase } from '../../../src/domain/member.ts';
import type { Via } from '../../../src/domain/order.ts';
import type { Scope } from '../../../src/domain/permission.ts';
import type { State } from '../../../src/domain/state-of.ts';
import type { ExceptionView } from '../../../src/operators/answer.ts';
import { type Html, named } from './text.ts';

interface Words {
  readonly label: string;
  readonly meaning: string;
}

/** Of what is not closed, the furthest along first. */
export const openStates = [
  'secured',
  'watching',
  'enforcing',
  'observing',
  'grace',
  'excepted',
  'blocked',
] as const satisfies readonly State[];

export const STATES: Readonly<Record<State, Words>> = {
  secured: { label: 'Secured', meaning: 'IMDSv2 required, watched, no call refused' },
  watching: { label: 'Watching', meaning: 'IMDSv2 required, still watched' },
  enforcing: { label: 'Enforcing', meaning: 'cleared, the change is under way' },
  observing: { label: 'Observing', meaning: 'not known well enough yet' },
  grace: { label: 'In grace', meaning: 'IMDSv1 is used, the deadline runs' },
  excepted: { label: 'Excepted', meaning: 'may keep IMDSv1 for a time' },
  blocked: { label: 'Blocked', meaning: 'a person has to act first' },
  closed: { label: 'Closed', meaning: 'nothing is left to do' },
};

export const PHASES: Readonly<Record<Phase, Words>> = {
  optional: { label: 'Allows IMDSv1', meaning: 'not changed' },
  modifying: { label: 'Changing', meaning: 'the change was sent to EC2' },
  watched: { label: 'Watched', meaning: 'IMDSv2 required, still watched' },
  secured: { label: 'Secured', meaning: 'IMDSv2 required, no call refused' },
  'rolled-back': { label: 'Taken back', meaning: 'allows IMDSv1 again' },
  gone: { label: 'Gone', meaning: 'terminated' },
};

export const HOLDS: Readonly<Record<Hold, string>> = {
  'facts-unreadable': 'EC2 could not be read',
  'evidence-unreadable': 'CloudWatch could not be read',
  'exceptions-unreadable': 'the exceptions could not be read',
  'controls-unreadable': 'pause and breaker could not be read',
  paused: 'enforcement is paused',
  'breaker-open': 'the breaker is open',
  'rate-used-up': "this hour's changes are used up",
  'observe-only': 'policy only observes',
  'grace-starts-used-up': "today's grace starts are used up",
  'nobody-told': 'nobody could be told yet',
  'calendar-closed': 'the change calendar is closed, or cannot be read',
};

const BECAUSE: Readonly<Record<BlockedReason | ClosedReason | Ground, string>> = {
  'rollback-impossible': 'the change could not be taken back',
  'container-hop-limit': 'its containers could not reach IMDSv2',
  'modify-refused': 'EC2 refused the change',
  'not-applied': 'the change was not applied',
  'rejected-calls': 'calls were rejected',
  escalated: 'its grace window ended, policy asks people',
  'rolling-back': 'it is being taken back',
  'second-rollback': 'it was taken back for the second time',
  'drift-fought': 'somebody set it back a second time',
  'no-members': 'no instance is left',
  'nothing-optional': 'nothing allows IMDSv1',
  managed: 'an AWS service manages it',
  'endpoint-disabled': 'it has no metadata endpoint',
  zero: 'nothing used IMDSv1',
  'grace-ended': 'its grace window ended',
  operator: 'an operator said so',
};

const isHold = (hold: string): hold is Hold => Object.hasOwn(HOLDS, hold);
export const holdLabel = (hold: string): string => (isHold(hold) ? HOLDS[hold] : hold.replaceAll('-', ' '));

const isKnown = (because: string): because is keyof typeof BECAUSE => Object.hasOwn(BECAUSE, because);

/** A newer version of the stack may know reasons that this one does not. */
export const becauseOf = (because: string): string =>
  isKnown(because) ? BECAUSE[because] : because.replaceAll('-', ' ');

export const EVIDENCE: Readonly<Record<Evidence['state'], string>> = {
  zero: 'not used',
  used: 'used',
  unknown: 'not known yet',
};

export const STANDINGS: Readonly<Record<ExceptionView['standing'], string>> = {
  pending: 'Waits for approval',
  active: 'Runs',
  denied: 'Denied',
  revoked: 'Revoked',
  expired: 'Ended',
};

export const VIAS: Readonly<Record<Via, string>> = {
  url: 'a signed request',
  chat: 'chat, where the channel is known and the person is not',
  tag: 'a tag, by anybody who may tag the instance',
  'security-hub': 'a finding suppressed in Security Hub',
};

export function scopeText(scope: Scope): Html {
  switch (scope.kind) {
    case 'workload':
      return html`the whole workload`;
    case 'instance':
      return html`only instance ${named(scope.instanceId)}`;
    case 'tag':
      return html`everything tagged ${named(scope.key)} = ${named(scope.value)}`;
  }
}
