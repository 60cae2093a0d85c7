import type { Exception } from '../../src/domain/permission.ts';
import { plain } from '../../src/notices/untrusted.ts';
import type { Caller } from '../../src/operators/caller.ts';
import { OrderError, type Refusal } from '../../src/operators/errors.ts';
import type { Doing } from '../../src/operators/exception-life.ts';
import { personOf } from '../../src/operators/person.ts';
import { exceptionOf, NOW, policyOf } from '../support/build.ts';

export const ACCOUNT = '123456789012';
const SSO = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Operators_0123456789abcdef`;
const TEAM = `arn:aws:sts::${ACCOUNT}:assumed-role/team-orders`;
export const DANA = `${SSO}/dana@example.com`;
export const ERIN = `${SSO}/erin@example.com`;
/** Two names for whoever may assume this role. */
export const PETRA = `${TEAM}/petra`;
export const QUINN = `${TEAM}/quinn`;
export const SAM = `arn:aws:iam::${ACCOUNT}:user/sam`;

export const byUrl = (arn: string): Caller => ({
  actor: arn,
  person: personOf(arn, ACCOUNT),
  via: 'url',
  right: 'approver',
});
export const byChat: Caller = { actor: 'chat C0OPERATORS', person: null, via: 'chat', right: 'approver' };

export const doing = (over: Partial<Doing> = {}): Doing => ({
  caller: byUrl(DANA),
  account: ACCOUNT,
  reason: 'agreed',
  at: NOW,
  rules: policyOf().exceptions,
  voice: plain,
  ...over,
});

/** Asked for by Sam for a month, undecided. */
export const requested = (over: Partial<Exception> = {}): Exception =>
  exceptionOf({ id: 'x-1', status: 'requested', approvedBy: null, askedBy: SAM, ...over });

/** Why something is refused. */
export function refusalOf(work: () => unknown): { code: Refusal; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof OrderError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was not refused');
}
