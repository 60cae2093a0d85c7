import type { Answer } from '../operators/answer.ts';
import type { Caller } from '../operators/caller.ts';
import { chatAnswer } from '../operators/chat-answer.ts';
import { callerIn, roomOf } from '../operators/chat-caller.ts';
import { readChatPayload } from '../operators/chat-payload.ts';
import type { Request } from '../operators/request.ts';
import { now } from './clock.ts';
import { type Invocation, makeHandler } from './handler.ts';
import { withRefusals } from './refusals.ts';

/**
 * A handler that a chat channel's role invokes. AWS vouches for the channel alone, by the alias that its role may
 * invoke; what the payload says of who asks is not looked at. The answer is one text for the channel.
 */
export const makeChatHandler = (
  perRequest: (caller: Caller, request: Request, invocation: Invocation) => Promise<Answer>,
) =>
  makeHandler(
    (event, _environment, { invokedFunctionArn, awsRequestId }) => ({ event, invokedFunctionArn, awsRequestId }),
    ({ event, invokedFunctionArn, awsRequestId }, invocation) =>
      withRefusals(
        async (madeBy) => {
          const room = roomOf(invokedFunctionArn);
          madeBy(`chat ${room}`);
          const request = readChatPayload(event, awsRequestId, now());
          const { base } = await (await invocation.services()).policy();
          const caller = callerIn(room, base.chat.operatorsChannel);
          madeBy(caller.actor);
          return chatAnswer(await perRequest(caller, request, invocation));
        },
        ({ message }) => message,
      ),
  );
