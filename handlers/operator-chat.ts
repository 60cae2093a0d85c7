import { makeChatHandler } from '../src/runtime/chat-handler.ts';

/** What the buttons of a chat channel ask for. */
export const handler = makeChatHandler(async (caller, request, { services, remaining }) => {
  const { operate } = await import('../src/operate/operate.ts');
  return operate(await services(), caller, request, remaining);
});
