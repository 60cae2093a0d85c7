import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { connect } from '../../cli/connection.ts';
import { type Connection, OperatorError } from '../../cli/operator.ts';
import { encodeAnswer } from '../../cli/render/answer.ts';
import type { Settings } from '../../cli/settings.ts';
import type { UrlCaller } from '../../simulator/aws/function-url.ts';
import type { Answer } from '../../src/operators/answer.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import { callers, shellOf } from '../simulator/aws/callers.ts';
import { startWorld } from '../simulator/aws/world.ts';
import { exceptions, ordered } from './answers.ts';
import { emptyDirectory } from './support.ts';

const STACK = 'imdsv2-remediator-live';
const ASK: RequestInput = { kind: 'exceptions', status: 'all' };
const ORDER: RequestInput = { kind: 'pause', id: 'id-1', reason: 'why' };

const reply = (answer: Answer) => ({ statusCode: 200, body: JSON.stringify(encodeAnswer(answer)) });
const refuse = (statusCode: number, body: string) => ({ statusCode, body });

interface Around {
  /** What the function answers, one after the other; the last for good. */
  readonly replies?: readonly unknown[];
  readonly who?: UrlCaller;
  readonly settings?: Partial<Settings>;
  /** Instead of those of the shell; what is undefined is not set at all. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** A shell and the account it reaches; the embedded AWS checks each signature. */
async function connected({ replies = [reply(exceptions())], who = callers.dana, settings, env, outputs }: Around = {}) {
  const events: { door: string; body: unknown }[] = [];
  const invoke = async (door: string, event: unknown) => {
    const { body } = event as { body: string };
    events.push({ door, body: JSON.parse(body) });
    const answer = replies[Math.min(events.length, replies.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { aws } = await startWorld({ functionUrls: { callers: Object.values(callers), invoke } });
  const at = (door: string) => `${aws.endpoint}/function-url/${door}/`;
  aws.stacks.set(
    STACK,
    outputs ?? {
      OperatorReaderUrl: at('reader'),
      OperatorRequesterUrl: at('requester'),
      OperatorApproverUrl: at('approver'),
      OperatorApproverPolicyArn: 'arn:aws:iam::123456789012:policy/approver',
    },
  );
  const home = await emptyDirectory();
  const shell: Record<string, string | undefined> = { ...shellOf(who, aws.endpoint, home), ...env };
  for (const name of Object.keys(process.env)) if (/^(AWS|IMDSV2)_/.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(shell)) vi.stubEnv(name, value);
  const connection = connect({ stack: STACK, format: 'table', ...settings }, process.env);
  return { aws, connection, events, home };
}

async function faultOf({ ask }: Connection, request: RequestInput): Promise<OperatorError> {
  const error = await ask(request).catch((cause: unknown) => cause);
  if (error instanceof OperatorError) return error;
  throw new Error(`no fault: ${JSON.stringify(error)}`);
}

test('each request goes through the door that its right needs, signed, and no further', async () => {
  const { connection, events } = await connected({ replies: [reply(exceptions()), reply(ordered())] });
  expect(await connection.ask(ASK)).toEqual(exceptions());
  const scope = { kind: 'workload', caseId: 'us-east-1/asg:wörk –load' } as const;
  const until = '2026-04-01T00:00:00.000Z';
  const request = { kind: 'request', id: 'id-2', scope, owner: 'dana', reason: 'why', until } as const;
  await connection.ask(request);
  await connection.ask(ORDER);
  expect(events).toEqual([
    { door: 'reader', body: ASK },
    { door: 'requester', body: request },
    { door: 'approver', body: ORDER },
  ]);
});

test('the stack is looked up once', async () => {
  const { connection, aws } = await connected();
  await connection.ask(ASK);
  await connection.ask(ASK);
  expect(aws.log.filter(({ action }) => action === 'DescribeStacks')).toHaveLength(1);
});

test('a refusal of the function arrives with its own code and words', async () => {
  const body = JSON.stringify({ kind: 'refused', code: 'own-request', message: 'Nobody approves their own request.' });
  const { connection, events } = await connected({ replies: [refuse(403, body)] });
  const { code, message, status } = await faultOf(connection, ORDER);
  expect({ code, message, status }).toEqual({
    code: 'own-request',
    message: 'Nobody approves their own request.',
    status: 403,
  });
  expect(events).toHaveLength(1);
});

test.each([
  ['busy', refuse(503, JSON.stringify({ kind: 'refused', code: 'busy', message: 'Try again.' }))],
  ['failed', new Error('the function failed')],
])('a question to a function that was %s is asked once more', async (_, first) => {
  const { connection, events } = await connected({ replies: [first, reply(exceptions())] });
  expect(await connection.ask(ASK)).toEqual(exceptions());
  expect(events).toHaveLength(2);
});

test('an order is given once, and may have been taken where no answer came', async () => {
  const { connection, events } = await connected({ replies: [new Error('the function failed'), reply(ordered())] });
  const { code, message } = await faultOf(connection, ORDER);
  expect(code).toBe('unreachable');
  expect(message).toContain('may have been taken');
  expect(events).toHaveLength(1);
});

test('an answer that is not known is no success', async () => {
  const { connection } = await connected({ replies: [{ statusCode: 200, body: '{"kind":"surprise"}' }] });
  expect((await faultOf(connection, ASK)).message).toContain('bring both to the same version');
});

test('a request that nobody can understand is not sent', async () => {
  const { connection, events } = await connected();
  const { code, message } = await faultOf(connection, { ...ORDER, reason: ' '.repeat(3) });
  expect(code).toBe('invalid-request');
  expect(message).toContain('must not be empty');
  expect(events).toEqual([]);
});

test.each<[string, Around, string, RegExp]>([
  [
    'a door that is closed to them',
    { who: callers.omar },
    'denied',
    /policy for it is arn:aws:iam::.*:policy\/approver/,
  ],
  [
    'keys that AWS does not know',
    { env: { AWS_ACCESS_KEY_ID: 'AKIANOBODY0000000000' } },
    'no-credentials',
    /does not accept the credentials of the environment.*security token.*--profile/,
  ],
  [
    'no credentials at all',
    { env: { AWS_ACCESS_KEY_ID: undefined } },
    'no-credentials',
    /no AWS credentials: name a profile .*aws configure sso/,
  ],
  [
    'a profile that is not there',
    { settings: { profile: 'ops' } },
    'no-credentials',
    /profile "ops" gives no credentials/,
  ],
  ['another region', { settings: { region: 'eu-west-1' } }, 'no-stack', /no stack "imdsv2-.*" in eu-west-1.*--region/],
  ['another stack', { settings: { stack: 'mine' } }, 'no-stack', /no stack "mine" in us-east-1.*--stack/],
  [
    'a region that cannot be',
    { settings: { region: 'us east' } },
    'no-stack',
    /No region is set, or none that there is/,
  ],
  ['no region', { env: { AWS_REGION: undefined } }, 'no-stack', /No region is set.*--region, AWS_REGION/],
  ['a stack without this function', { outputs: {} }, 'no-stack', /no usable output OperatorApproverUrl/],
  [
    'an address that others could listen to',
    { outputs: { OperatorApproverUrl: 'http://example.com/' } },
    'no-stack',
    /no usable output OperatorApproverUrl/,
  ],
  [
    'a function that is not there',
    { outputs: { OperatorApproverUrl: 'http://127.0.0.1:9/' } },
    'unreachable',
    /No answer came from 127\.0\.0\.1:9: .+may have been taken/,
  ],
])('%s is told with what to do about it', async (_, around, code, words) => {
  const { connection, events } = await connected(around);
  const fault = await faultOf(connection, ORDER);
  expect(fault.code).toBe(code);
  expect(fault.message).toMatch(words);
  expect(events).toEqual([]);
});

test('AWS that cannot be reached is told as that', async () => {
  const { connection } = await connected({
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}`, AWS_MAX_ATTEMPTS: '1' },
  });
  const { code, message } = await faultOf(connection, ASK);
  expect(code).toBe('unreachable');
  expect(message).toMatch(/AWS could not be reached: ECONNREFUSED/);
});

const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** A profile of IAM Identity Center, as "aws configure sso" writes it. */
async function writeSsoProfile(home: string): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeFile(
    join(home, 'config'),
    [
      '[profile ops]',
      'sso_session = people',
      'sso_account_id = 123456789012',
      'sso_role_name = Operators',
      'region = us-east-1',
      '[sso-session people]',
      'sso_start_url = https://example.awsapps.com/start',
      'sso_region = us-east-1',
      '',
    ].join('\n'),
  );
}

test('who has to sign in again is told the command for it', async () => {
  const { connection, home } = await connected({
    settings: { profile: 'ops' },
    env: { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined },
  });
  await writeSsoProfile(home);
  const { code, message } = await faultOf(connection, ASK);
  expect(code).toBe('no-credentials');
  expect(message).toContain('run "aws sso login --profile ops"');
});

test('the region may stand where the command line of AWS looks for it', async () => {
  const { connection } = await connected({ env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'us-east-1' } });
  expect(await connection.ask(ASK)).toEqual(exceptions());
});
