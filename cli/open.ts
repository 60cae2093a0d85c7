import * as timers from 'node:timers/promises';
import * as z from 'zod/mini';
import { inEnglish } from '../src/domain/in-english.ts';
import { type Answer, answerSchema } from '../src/operators/answer.ts';
import { type RequestInput, requestSchema } from '../src/operators/request.ts';
import { neededFor } from '../src/operators/rights.ts';
import { type Endpoint, findEndpoint } from './endpoint.ts';
import { faultOf } from './faults.ts';
import { type Connection, OperatorError } from './operator.ts';
import { isPassing, noAnswer, refusalOf, type Sent, strangeAnswer } from './refusals.ts';
import type { Settings } from './settings.ts';
import { signedPost } from './sign.ts';

/** The function itself may take half a minute, and Lambda some time to start it. */
const PATIENCE = 60_000;
const PAUSE = 250;

export function openConnection(settings: Settings, env: NodeJS.ProcessEnv): Connection {
  const endpoint = findEndpoint(settings, env);
  return {
    ask: async (request) => await ask(endpoint, request),
    now: async () => {
      // AWS's answer about the stack sets the clock.
      await endpoint.doorOf('reader');
      return endpoint.now();
    },
  };
}

async function ask(endpoint: Endpoint, request: RequestInput): Promise<Answer> {
  const checked = requestSchema.safeParse(request, inEnglish);
  if (!checked.success) throw new OperatorError('invalid-request', z.prettifyError(checked.error), null);
  const right = neededFor(request.kind);
  const sent: Sent = { right, tried: endpoint.tried, ...(await endpoint.doorOf(right)) };
  const body = JSON.stringify(z.encode(requestSchema, checked.data));
  try {
    return await askOnce(endpoint, sent, body);
  } catch (error) {
    // Asking twice changes nothing; ordering twice might.
    if (right !== 'reader' || !(error instanceof OperatorError) || !isPassing(error)) throw error;
    await timers.setTimeout(PAUSE);
    return await askOnce(endpoint, sent, body);
  }
}

async function askOnce(endpoint: Endpoint, sent: Sent, body: string): Promise<Answer> {
  const post = await signedPost(sent.url, body, endpoint, endpoint.now()).catch(async (cause: unknown) => {
    throw await faultOf(cause, endpoint.tried);
  });
  const { status, text, code } = await send(sent, post);
  const json = parseJson(text);
  if (status !== 200) throw refusalOf({ status, text, code, json }, sent);
  const answer = answerSchema.safeParse(json);
  if (answer.success) return answer.data;
  throw strangeAnswer(sent, status, answer.error);
}

async function send(sent: Sent, post: RequestInit) {
  try {
    const response = await fetch(sent.url, { ...post, signal: AbortSignal.timeout(PATIENCE) });
    return {
      status: response.status,
      text: await response.text(),
      code: response.headers.get('x-amzn-errortype')?.split(':')[0] ?? '',
    };
  } catch (cause) {
    throw noAnswer(sent, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
