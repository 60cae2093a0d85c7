import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import type { FunctionUrls } from '../../../simulator/aws/function-url.ts';
import type { Caller } from '../../../simulator/aws/signature.ts';
import { callers } from './callers.ts';
import { DAY, NOW, startWorld } from './world.ts';

const FORBIDDEN = {
  Message:
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
};
const MISMATCH = { message: expect.stringContaining('The request signature we calculated does not match') };

async function start(answer: FunctionUrls['invoke'] = async () => ({ statusCode: 200, body: '{}' })) {
  const events: { alias: string; event: unknown }[] = [];
  const invoke: FunctionUrls['invoke'] = (alias, event) => {
    events.push({ alias, event });
    return answer(alias, event);
  };
  const world = await startWorld({ functionUrls: { callers: Object.values(callers), invoke } });
  return { ...world, events };
}

interface Sent {
  readonly door?: string;
  readonly service?: string;
  readonly region?: string;
  readonly body?: string;
  readonly type?: string;
  /** What is really sent in place of what was signed. */
  readonly forged?: string;
}

/** As a client sends it that signs with the SDK's own signer. */
async function post(
  endpoint: string,
  who: Pick<Caller, 'accessKeyId' | 'secretAccessKey'>,
  {
    door = 'approver',
    service = 'lambda',
    region = 'us-east-1',
    body = '{"kind":"overview"}',
    type = 'application/json',
    forged,
  }: Sent = {},
) {
  const url = new URL(`/function-url/${door}/`, endpoint);
  const signer = new SignatureV4({ service, region, credentials: who, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host, 'content-type': type, 'user-agent': 'imdsv2' },
    body,
  });
  const response = await fetch(url, { method: 'POST', headers, body: forged ?? body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

test('the function is told who signed, at which door, now', async () => {
  const { aws, clock, events } = await start();
  clock.tick(DAY);
  await post(aws.endpoint, callers.omar, { door: 'requester' });
  const host = 'requesterurlid000000000000000000.lambda-url.us-east-1.on.aws';
  expect(events).toMatchObject([
    {
      alias: 'requester',
      event: {
        version: '2.0',
        rawPath: '/',
        rawQueryString: '',
        headers: { host, 'content-type': 'application/json' },
        requestContext: {
          accountId: '123456789012',
          apiId: 'requesterurlid000000000000000000',
          domainName: host,
          authorizer: {
            iam: {
              accessKey: callers.omar.accessKeyId,
              accountId: '123456789012',
              userArn: callers.omar.userArn,
              userId: expect.stringMatching(/:omar@example\.com$/),
            },
          },
          http: { method: 'POST', path: '/', userAgent: 'imdsv2' },
          time: '03/Mar/2026:10:00:00 +0000',
          timeEpoch: NOW + DAY,
        },
        body: '{"kind":"overview"}',
        isBase64Encoded: false,
      },
    },
  ]);
});

test('a body that is no text reaches the function in base64', async () => {
  const { aws, events } = await start();
  await post(aws.endpoint, callers.dana, { type: 'application/octet-stream', body: 'bytes' });
  expect(events).toMatchObject([{ event: { isBase64Encoded: true, body: 'Ynl0ZXM=' } }]);
});

describe('AWS itself refuses', () => {
  test('what nobody signed', async () => {
    const { aws, events } = await start();
    const response = await fetch(`${aws.endpoint}/function-url/reader/`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json(), events]).toEqual([403, FORBIDDEN, []]);
  });

  test.each([
    [
      'a key that nobody has',
      { accessKeyId: 'AKIASTRANGER00000000', secretAccessKey: 'x' },
      {},
      {
        message: 'The security token included in the request is invalid.',
      },
    ],
    ['another secret', { ...callers.dana, secretAccessKey: 'guessed' }, {}, MISMATCH],
    ['a body that was changed on its way', callers.dana, { forged: '{"kind":"pause"}' }, MISMATCH],
    ['a signature for another service', callers.dana, { service: 'ec2' }, MISMATCH],
    ['a signature for another region', callers.dana, { region: 'eu-west-1' }, MISMATCH],
    ['a door that the policies of the caller do not name', callers.omar, { door: 'approver' }, FORBIDDEN],
  ] as const)('%s', async (_what, who, sent, message) => {
    const { aws, events } = await start();
    const { status, text } = await post(aws.endpoint, who, sent);
    expect([status, JSON.parse(text), events]).toEqual([403, message, []]);
  });
});

test('what the function answers is passed on', async () => {
  const body = JSON.stringify({ kind: 'refused', code: 'moved-on', message: 'Too late.' });
  const { aws } = await start(async () => ({ statusCode: 409, headers: { 'Content-Type': 'application/json' }, body }));
  const { status, headers, text } = await post(aws.endpoint, callers.dana);
  expect([status, headers.get('content-type'), text]).toEqual([409, 'application/json', body]);
});

test('a function that fails is a bad gateway, without a word about why', async () => {
  const { aws } = await start(() => Promise.reject(new Error('secret inside')));
  const { status, text } = await post(aws.endpoint, callers.dana);
  expect([status, text]).toEqual([502, 'Internal Server Error']);
});

test('the log says which door was tried with what, and what came of it', async () => {
  const { aws } = await start(async () => ({ statusCode: 409, body: '{"kind":"refused","code":"moved-on"}' }));
  await post(aws.endpoint, callers.dana, { body: '{}' });
  await post(aws.endpoint, callers.rita, { body: '{}' });
  const entry = { at: NOW, service: 'lambda', region: 'us-east-1', action: 'InvokeFunctionUrl', performed: false };
  const params = { alias: 'approver', body: '{}' };
  expect(aws.log).toEqual([
    { ...entry, params, error: 'moved-on' },
    { ...entry, params, error: 'AccessDeniedException' },
  ]);
});
