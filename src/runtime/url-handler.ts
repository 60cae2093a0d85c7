import * as z from 'zod/mini';
import { type Answer, answerSchema } from '../operators/answer.ts';
import type { Caller } from '../operators/caller.ts';
import type { Request } from '../operators/request.ts';
import { readUrlEvent } from '../operators/url-event.ts';
import { now } from './clock.ts';
import { type Invocation, makeHandler } from './handler.ts';
import { withRefusals } from './refusals.ts';

/** A handler behind function URLs: who calls is what AWS says of them, what they want is the body. */
export const makeUrlHandler = (
  perRequest: (caller: Caller, request: Request, invocation: Invocation) => Promise<Answer>,
) =>
  makeHandler(
    (event, { account }, { invokedFunctionArn: functionArn }) => ({ event, door: { account, functionArn } }),
    ({ event, door }, invocation) =>
      withRefusals(
        async (madeBy) => {
          const { caller, request } = readUrlEvent(event, { ...door, now: now() });
          madeBy(caller.actor);
          return reply(200, z.encode(answerSchema, await perRequest(caller, request(), invocation)));
        },
        ({ status, code, message }) => reply(status, { kind: 'refused', code, message }),
      ),
  );

/** Nobody on the way keeps what is shown to one caller. */
const reply = (statusCode: number, body: unknown) => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
