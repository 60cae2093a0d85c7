import { type Deed, type Exception, isActive, isPending } from '../domain/permission.ts';
import { type Instant, plus } from '../domain/time.ts';
import type { Voice } from '../notices/untrusted.ts';
import { moment, span } from '../notices/words.ts';
import type { Policy } from '../policy/schema.ts';
import type { ExceptionView } from './answer.ts';
import type { Caller } from './caller.ts';
import { OrderError } from './errors.ts';
import { isSamePerson } from './person.ts';

/** Who does something to an exception, why and when, and the rules that hold there. */
export interface Doing {
  readonly caller: Caller;
  readonly account: string;
  readonly reason: string;
  readonly at: Instant;
  readonly rules: Policy['exceptions'];
  /** How the one who asks is shown what others named. */
  readonly voice: Voice;
}

/** A request as it begins. @throws OrderError when its end is not one that may be asked for. */
export function ask(wish: Pick<Exception, 'id' | 'scope' | 'owner' | 'until'>, doing: Doing): Exception {
  checkEnd(wish.until, doing);
  const { actor, via } = doing.caller;
  return {
    ...wish,
    version: 0,
    status: 'requested',
    reason: doing.reason,
    via,
    askedBy: actor,
    approvedBy: null,
    history: [deed('request', doing)],
  };
}

/** @throws OrderError when somebody decided it before, it is one's own, or its end may not be granted any more. */
export function approve(exception: Exception, doing: Doing): Exception {
  checkUndecided(exception, doing);
  checkEnd(exception.until, doing);
  const { caller, account, rules } = doing;
  if (
    rules.ownApproval === 'refuse' &&
    caller.person !== null &&
    isSamePerson(caller.person, arnIn(exception), account)
  )
    throw new OrderError('own-request', 'This exception was asked for by yourself: somebody else has to approve it.');
  return { ...exception, status: 'active', approvedBy: caller.actor, ...recorded(exception, 'approve', doing) };
}

/** @throws OrderError when somebody decided it before. */
export function deny(exception: Exception, doing: Doing): Exception {
  checkUndecided(exception, doing);
  return { ...exception, status: 'denied', ...recorded(exception, 'deny', doing) };
}

/** @throws OrderError when it is not in force. */
export function revoke(exception: Exception, doing: Doing): Exception {
  if (exception.status === 'requested')
    throw new OrderError('wrong-stance', `The exception ${exception.id} was never granted: deny it instead.`);
  if (exception.status !== 'active') throw decidedAlready(exception, doing.voice);
  if (!isActive(exception, doing.at))
    throw new OrderError('moved-on', `The exception ${exception.id} has ended at ${moment(exception.until)}.`);
  return { ...exception, status: 'revoked', ...recorded(exception, 'revoke', doing) };
}

/** How an exception stands, read off the clock. */
export function standingOf(exception: Exception, now: Instant): ExceptionView['standing'] {
  if (isPending(exception, now)) return 'pending';
  if (isActive(exception, now)) return 'active';
  return exception.status === 'requested' || exception.status === 'active' ? 'expired' : exception.status;
}

/** What the first comer did, for the one who came second. */
export function decidedAlready({ id, history }: Exception, voice: Voice): OrderError {
  const last = history.at(-1);
  const who = last === undefined ? 'somebody' : voice.name(last.actor);
  const when = last === undefined ? '' : ` at ${moment(last.at)}`;
  return new OrderError(
    'decided-already',
    `The exception ${id} was ${DONE[last?.what ?? 'request']} by ${who}${when}.`,
  );
}

const DONE = {
  request: 'asked for',
  approve: 'approved',
  deny: 'denied',
  revoke: 'revoked',
} as const satisfies Record<Deed['what'], string>;

/** In chat nobody decides what was asked for in chat: the same people may be in both channels. */
function checkUndecided(exception: Exception, { caller, at, voice }: Doing): void {
  if (exception.status !== 'requested') throw decidedAlready(exception, voice);
  if (exception.until <= at)
    throw new OrderError(
      'expiry-in-past',
      `The exception ${exception.id} was asked for until ${moment(exception.until)}, which has passed.`,
    );
  if (caller.via === 'chat' && exception.via === 'chat')
    throw new OrderError(
      'not-allowed',
      'What was asked for in chat is decided elsewhere: with imdsv2 approve or imdsv2 console.',
    );
}

function checkEnd(until: Instant, { at, rules }: Doing): void {
  if (until <= at) throw new OrderError('expiry-in-past', `The end asked for, ${moment(until)}, has passed already.`);
  const latest = plus(at, rules.longest);
  if (until > latest) {
    const limits = `may last ${span(rules.longest)} at most, now until ${moment(latest)}`;
    throw new OrderError('expiry-too-far', `An exception ${limits}, and not until ${moment(until)}.`);
  }
}

/** Security Hub repeats what whoever suppressed a finding wrote of themselves: good enough to refuse, never to allow. */
const arnIn = ({ via, askedBy }: Exception): string =>
  via === 'security-hub' ? askedBy.replace(/^\S+ /, '') : askedBy;

const recorded = ({ history }: Exception, what: Deed['what'], doing: Doing) => ({
  history: [...history, deed(what, doing)],
});

const deed = (what: Deed['what'], { caller: { actor, via }, at, reason }: Doing): Deed => ({
  what,
  at,
  actor,
  via,
  reason,
});
