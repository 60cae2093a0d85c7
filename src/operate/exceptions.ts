import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Exception, isActive, isPending } from '../domain/permission.ts';
import { moment } from '../notices/words.ts';
import type { Ordered } from '../operators/answer.ts';
import { OrderError } from '../operators/errors.ts';
import { approve, ask, type Doing, decidedAlready, deny, revoke } from '../operators/exception-life.ts';
import type { RequestOf } from '../operators/request.ts';
import { carryOn, orderOf, waiting } from './carry-on.ts';
import { concerns, loadNamed, lookAt } from './cases.ts';
import { busy, type Desk } from './desk.ts';
import { type Target, targetOf, viewExceptions } from './reach.ts';

type Verdict = RequestOf<'approve' | 'deny' | 'revoke'>;

/** Asks; whoever may approve decides. */
export async function askForException(desk: Desk, request: RequestOf<'request'>): Promise<Ordered> {
  const { services, caller, now, voice } = desk;
  const { scope, until } = request;
  const target = await targetOf(desk, scope);
  if (scope.kind !== 'tag' && target.caseIds.length === 0)
    throw new OrderError(
      'unknown-case',
      `There is no case of ${voice.name(scope.kind === 'workload' ? scope.caseId : scope.instanceId)}.`,
    );
  // In chat nobody says whose it is: the case knows.
  const owner = caller.via === 'chat' ? (target.owner ?? 'unknown') : request.owner;
  const asked = ask({ id: exceptionId(request.id), scope, owner, until }, doingOf(desk, request.reason, target));
  if (!target.left) throw movedOn();
  const same = (await services.exceptions.all()).find(
    (other) => isPending(other, now) && isDeepStrictEqual(other.scope, scope),
  );
  if (same !== undefined)
    throw new OrderError('asked-already', `The request ${same.id} for the same is waiting to be decided.`);
  if (!(await services.exceptions.create(asked))) throw busy('The request could not be stored.');
  const said = `The exception ${asked.id} is asked for until ${moment(until)}; it holds once an operator approves it.`;
  return conclude(desk, 'request', request, { ...asked, version: 1 }, target, said);
}

/** The same order has the same exception, and nobody can name one before it is there. */
const exceptionId = (orderId: string): string => `x-${createHash('sha256').update(orderId).digest('hex').slice(0, 12)}`;

/** Two at once: one wins, the other is told who did. */
export async function settleException(desk: Desk, request: Verdict): Promise<Ordered> {
  const { services, voice } = desk;
  const exception = await named(desk, request);
  const target = await targetOf(desk, exception.scope);
  const settled = DEEDS[request.kind](exception, doingOf(desk, request.reason, target));
  if (request.kind === 'approve' && !target.left) throw movedOn();
  const saved = await services.exceptions.save(settled);
  if (saved === null) {
    const winner = await services.exceptions.load(exception.id);
    if (winner === null || winner.status === exception.status) throw busy('Somebody else changed this exception.');
    throw decidedAlready(winner, voice);
  }
  return conclude(desk, request.kind, request, saved, target, SAID[request.kind](saved));
}

const DEEDS = { approve, deny, revoke } as const;

const SAID: Readonly<Record<Verdict['kind'], (exception: Exception) => string>> = {
  approve: ({ id, until }) => `The exception ${id} is in force until ${moment(until)}.`,
  deny: ({ id }) => `The exception ${id} is denied.`,
  revoke: ({ id }) => `The exception ${id} is revoked; what it covered gets a shorter grace window.`,
};

const movedOn = (): OrderError =>
  new OrderError('moved-on', 'No instance there allows IMDSv1 any more: there is nothing left to be excepted.');

const doingOf = ({ caller, services, now, voice }: Desk, reason: string, { rules }: Target): Doing => ({
  caller,
  account: services.account,
  reason,
  at: now,
  rules,
  voice,
});

/** By its id; or by a case, where exactly one is to be decided there. */
async function named(desk: Desk, request: Verdict): Promise<Exception> {
  const { services, voice, now } = desk;
  if (request.exception !== null) {
    const found = await services.exceptions.load(request.exception);
    if (found !== null) return found;
    throw new OrderError('unknown-exception', `There is no exception ${voice.name(request.exception)}.`);
  }
  if (request.case === null) throw new OrderError('invalid-request', 'Name the exception, or the case it is about.');
  const look = await lookAt(desk, await loadNamed(desk, request.case));
  const decidable = request.kind === 'revoke' ? isActive : isPending;
  const open = (await services.exceptions.all()).filter((each) => decidable(each, now) && concerns(each, look));
  const [only, ...others] = open;
  const what = request.kind === 'revoke' ? 'exception in force' : 'request to be decided';
  if (only === undefined) throw new OrderError('unknown-exception', `This case has no ${what}.`);
  if (others.length === 0) return only;
  const ids = open.map(({ id }) => id).join(', ');
  throw new OrderError('unknown-exception', `This case has more than one ${what}: name one of ${ids}.`);
}

/** Puts it on record with every case, which then finds the exception as it now stands. */
async function conclude(
  desk: Desk,
  command: 'request' | Verdict['kind'],
  request: { readonly id: string; readonly reason: string },
  exception: Exception,
  { caseIds }: Target,
  said: string,
): Promise<Ordered> {
  const cases = await carryOn(desk, caseIds, orderOf(desk, command, request, exception));
  const [view = null] = await viewExceptions(desk, [exception]);
  const nobody = caseIds.length === 0 ? ' No instance of any case is covered by it now.' : '';
  return { kind: 'ordered', now: desk.now, said: `${said}${nobody}${waiting(cases)}`, exception: view, cases };
}
