import * as z from 'zod/mini';
import { between, type Instant, instant, MINUTE, times } from '../domain/time.ts';
import type { Caller } from './caller.ts';
import { OrderError } from './errors.ts';
import { personOf } from './person.ts';
import { parseRequest, type Request } from './request.ts';
import { rights } from './rights.ts';

/** What Lambda itself says of an invocation, and the clock. */
export interface Door {
  readonly functionArn: string;
  readonly account: string;
  readonly now: Instant;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
const eventSchema = z.object({
  requestContext: z.object({
    accountId: z.string(),
    apiId: z.string().check(z.regex(/^[a-z0-9]{1,64}$/)),
    domainName: z.string(),
    timeEpoch: z.int(),
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ accountId: z.string(), userArn: z.string() }) }),
  }),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z._default(z.boolean(), false),
});
type UrlEvent = z.infer<typeof eventSchema>;

const ALIAS = /^arn:[a-z-]+:lambda:([a-z0-9-]+):\d{12}:function:[\w-]+:([\w-]+)$/;

/** Signatures are good for five minutes; what is older was kept by somebody. */
const FRESH = times(MINUTE, 5);

export interface UrlCall {
  readonly caller: Caller;
  /** @throws OrderError when there is none that is known here. */
  readonly request: () => Request;
}

/**
 * Who calls through the function URL. The door says what they may do: it is the alias, whose URL IAM let them call.
 * Whoever may invoke the function directly could write all of this themselves, which is why the policies for
 * operators allow it through the URL alone; what is checked here catches those who have other rights and try.
 *
 * @throws OrderError `forged`
 */
export function readUrlEvent(event: unknown, { functionArn, account, now }: Door): UrlCall {
  const [, region = '', alias] = ALIAS.exec(functionArn) ?? [];
  const right = z.enum(rights).safeParse(alias);
  if (!right.success) throw forged('it did not come through one of the function URLs');
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) throw forged('it lacks what a function URL with IAM puts into it');
  const { requestContext: context } = parsed.data;
  const { iam } = context.authorizer;
  if (context.accountId !== account || iam.accountId !== account) throw forged('it is of another account');
  if (context.domainName !== `${context.apiId}.lambda-url.${region}.on.aws`) throw forged('it is of another domain');
  const sent = momentOf(context.timeEpoch);
  if (sent === null || between(sent, now) + between(now, sent) > FRESH) throw forged('it is of another time');
  const person = personOf(iam.userArn, account);
  return {
    caller: { actor: person.arn, person, via: 'url', right: right.data },
    request: () => requestOf(parsed.data),
  };
}

const forged = (why: string): OrderError =>
  new OrderError('forged', `This request was not made by AWS for a signed call: ${why}.`);

function momentOf(epoch: number): Instant | null {
  return Math.abs(epoch) <= 8.64e15 ? instant(epoch) : null;
}

/** A GET changes nothing, and asks for nothing here. */
function requestOf({ requestContext, body, isBase64Encoded }: UrlEvent): Request {
  if (requestContext.http.method !== 'POST') throw new OrderError('invalid-request', 'Requests are sent with POST.');
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');
  try {
    return parseRequest(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OrderError('invalid-request', 'The body of the request is no JSON.', { cause: error });
  }
}
