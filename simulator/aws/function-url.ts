import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Service } from './dispatch.ts';
import { type Answer, type Asked, AwsError, isParams, type Protocol } from './protocol.ts';
import { type Caller, signerOf } from './signature.ts';

/** What IAM knows of a caller: their key, and the aliases whose URLs their policies let them invoke. */
export interface UrlCaller extends Caller {
  readonly may: readonly string[];
}

/** What a function behind a URL answers; without a status it is the body of a 200. */
export type InvokeUrl = (alias: string, event: unknown) => Promise<unknown>;

export interface FunctionUrls {
  readonly callers: readonly UrlCaller[];
  /** A rejected promise is a function that failed. */
  readonly invoke: InvokeUrl;
}

const PATH = /^\/function-url\/([\w-]+)(\/.*)$/;
const ACCOUNT = '123456789012';

export const isFunctionUrl = (url: string): boolean => PATH.test(url);

/** Function URLs with AuthType AWS_IAM: the caller is whoever signed, and the function is told so. */
export function createFunctionUrls({ callers, invoke }: FunctionUrls, region: string): Service {
  let requests = 0;
  return {
    name: 'lambda',
    protocol: urlProtocol,
    async operations({ method, url, headers, body }: Asked): Promise<Answer> {
      const [, alias = '', path = '/'] = PATH.exec(url) ?? [];
      if (headers.authorization === undefined) throw FORBIDDEN;
      const caller = signerOf({ method, url, headers, body }, { region, service: 'lambda' }, callers);
      if (!caller.may.includes(alias)) throw FORBIDDEN;
      requests += 1;
      const requestId = `00000000-0000-4000-a000-${String(requests).padStart(12, '0')}`;
      return answerOf(invoke(alias, urlEvent({ alias, caller, region, method, path, headers, body, requestId })));
    },
  };
}

const FORBIDDEN = new AwsError(
  'AccessDeniedException',
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  403,
);

/** A function URL knows one action, and its own refusals are JSON with the code in a header. */
const urlProtocol: Protocol = {
  parse: ({ url, body }) => ({
    action: 'InvokeFunctionUrl',
    params: { alias: PATH.exec(url)?.[1] ?? '', body },
  }),
  success: () => ({ status: 500, headers: {}, body: '' }),
  failure: ({ code, message, status }) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    // The authorizer and the service behind it spell the field differently.
    body: JSON.stringify(code === FORBIDDEN.code ? { Message: message } : { message }),
  }),
  unknown: (action) => new AwsError('UnknownOperationException', action, 404),
};

const Response = z.object({
  statusCode: z.number().default(200),
  headers: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.literal(false).default(false),
});

async function answerOf(invoked: Promise<unknown>): Promise<Answer> {
  try {
    const answer = await invoked;
    if (!isParams(answer) || answer['statusCode'] === undefined) {
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
    }
    const { statusCode, headers, body } = Response.parse(answer);
    return { status: statusCode, headers: { 'content-type': 'application/json', ...lowerCased(headers) }, body };
  } catch {
    return { status: 502, headers: { 'content-type': 'application/json' }, body: 'Internal Server Error' };
  }
}

const lowerCased = <V>(headers: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

export interface UrlRequest {
  readonly alias: string;
  readonly caller: Pick<Caller, 'accessKeyId' | 'userArn'>;
  readonly region: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Asked['headers'];
  readonly body: string;
  readonly requestId: string;
}

const Sample = z.looseObject({
  requestContext: z.looseObject({ authorizer: z.object({ iam: z.looseObject({}) }), http: z.looseObject({}) }),
});
const sample = Sample.parse(
  JSON.parse(readFileSync(new URL('../../events/operator/function-url.json', import.meta.url), 'utf8')),
);

/** What the function gets: the sample in events/ with the values of this request filled in. */
export function urlEvent({ alias, caller, region, method, path, headers, body, requestId }: UrlRequest): unknown {
  const { requestContext } = sample;
  const { http, authorizer } = requestContext;
  const apiId = `${alias}urlid`.padEnd(32, '0');
  const host = `${apiId}.lambda-url.${region}.on.aws`;
  const [rawPath = '/', rawQueryString = ''] = path.split('?');
  const session = caller.userArn.split('/').at(-1);
  const userId = caller.userArn.includes(':assumed-role/') ? `AROAEXAMPLEROLEID001:${session}` : 'AIDAEXAMPLEUSERID001';
  return {
    ...sample,
    rawPath,
    rawQueryString,
    headers: { ...headers, host },
    requestContext: {
      ...requestContext,
      accountId: ACCOUNT,
      apiId,
      domainName: host,
      domainPrefix: apiId,
      authorizer: {
        iam: {
          ...authorizer.iam,
          accessKey: caller.accessKeyId,
          accountId: /:(\d{12}):/.exec(caller.userArn)?.[1] ?? ACCOUNT,
          callerId: userId,
          userArn: caller.userArn,
          userId,
        },
      },
      http: { ...http, method, path: rawPath, userAgent: headers['user-agent'] ?? '' },
      requestId,
      time: clfTime(Date.now()),
      timeEpoch: Date.now(),
    },
    ...(TEXT.test(headers['content-type'] ?? '')
      ? { body, isBase64Encoded: false }
      : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  };
}

/** Bodies of other types reach the function in base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\b)/;

/** As in web servers' logs: `02/Mar/2026:10:00:00 +0000`. */
function clfTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
