import { makeUrlHandler } from '../src/runtime/url-handler.ts';

/** What people ask and order through the function URLs, with their own IAM identity. */
export const handler = makeUrlHandler(async (caller, request, { services, remaining }) => {
  const { operate } = await import('../src/operate/operate.ts');
  return operate(await services(), caller, request, remaining);
});
