import { moment } from '../notices/words.ts';
import type { Ordered } from '../operators/answer.ts';
import { OrderError } from '../operators/errors.ts';
import type { RequestOf } from '../operators/request.ts';
import { limitsOf } from '../policy/resolve.ts';
import type { Desk } from './desk.ts';

/** No instance of the account is changed until somebody resumes; everything else goes on. */
export async function pause(desk: Desk, { id, reason }: RequestOf<'pause' | 'resume'>): Promise<Ordered> {
  const { services, caller, now } = desk;
  if (!(await services.controls.pause({ at: now, actor: caller.actor, reason }))) throw await pausedAlready(desk);
  await services.controls.journal({ id, at: now, actor: caller.actor, command: 'pause', reason });
  return done(desk, 'Enforcement is paused in the whole account, until somebody resumes it.');
}

/** Ends a pause, and closes the breaker: people have looked. */
export async function resume(desk: Desk, { id, reason }: RequestOf<'pause' | 'resume'>): Promise<Ordered> {
  const { services, caller, now } = desk;
  if (!(await services.controls.resume()))
    throw new OrderError('decided-already', 'Enforcement is not paused, and the breaker is closed.');
  await services.controls.journal({ id, at: now, actor: caller.actor, command: 'resume', reason });
  return done(desk, 'Enforcement goes on; what waited for it is taken up within the hour.');
}

async function pausedAlready({ services, policies, now, voice }: Desk): Promise<OrderError> {
  const { paused } = await services.controls.controls(now, limitsOf(policies));
  const by = paused === null ? '' : `, by ${voice.name(paused.actor)} at ${moment(paused.at)}`;
  return new OrderError('decided-already', `Enforcement is paused already${by}.`);
}

const done = ({ now }: Desk, said: string): Ordered => ({ kind: 'ordered', now, said, exception: null, cases: [] });
