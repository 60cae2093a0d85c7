import type { Caller } from './caller.ts';
import { OrderError } from './errors.ts';

/** The function's aliases: one that any channel's role may invoke, one for that of the operators' channel. */
type Room = 'channel' | 'operators';

/** @throws OrderError `forged` when it was not invoked by one of its aliases. */
export function roomOf(functionArn: string): Room {
  const alias = /:function:[\w-]+:([\w-]+)$/.exec(functionArn)?.[1];
  if (alias === 'channel' || alias === 'operators') return alias;
  throw new OrderError('forged', 'This did not come from a chat channel.');
}

/** Approving in chat takes both: the role of the operators' channel, and a policy that names that channel. */
export const callerIn = (room: Room, operatorsChannel: string): Caller =>
  room === 'operators' && operatorsChannel !== 'none'
    ? { actor: `chat ${operatorsChannel}`, person: null, via: 'chat', right: 'approver' }
    : { actor: 'chat channel', person: null, via: 'chat', right: 'requester' };
