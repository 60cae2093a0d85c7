import * as z from 'zod';
import { type InvokeUrl, type UrlCaller, urlEvent } from '../aws/function-url.ts';
import type { Ask } from '../world/asking.ts';
import type { Random } from '../world/random.ts';
import { REGION } from './deployed.ts';
import { uuid } from './lambda.ts';

/** Who plays an operator beside the people of the simulation: every door is open to them. */
export const YOU: UrlCaller = {
  accessKeyId: 'ASIAYOU0000000000000',
  secretAccessKey: 'simulated',
  userArn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operators_0123456789abcdef/you@example.com',
  may: ['reader', 'requester', 'approver'],
};

/** People of the simulation sign nothing: what AWS would make of their request goes to the function at once. */
export function askThrough(invoke: InvokeUrl, random: Random): Ask {
  return async (door, userArn, request) => {
    const event = urlEvent({
      alias: door,
      caller: { accessKeyId: `ASIA${random.hex(16).toUpperCase()}`, userArn },
      region: REGION,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json', 'user-agent': 'imdsv2' },
      body: JSON.stringify(request),
      requestId: uuid(random),
    });
    const { statusCode, body } = Answer.parse(await invoke(door, event));
    return { status: statusCode, body: JSON.parse(body) };
  };
}

const Answer = z.looseObject({ statusCode: z.number(), body: z.string() });
