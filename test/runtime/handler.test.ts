import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeHandler } from '../../src/runtime/handler.ts';
import { contextOf } from '../wire/support.ts';

beforeEach(() => {
  // Powertools says that an invocation counted nothing, which is what is to be expected here.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('TABLE_NAME', 'cases');
  vi.stubEnv('TOPIC_ARN', 'arn:aws:sns:us-east-1:123456789012:notices');
  vi.stubEnv('POLICY_PARAMETER', 'policy');
  vi.stubEnv('STACK_NAME', 'stack');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a container whose start failed tries again at the next invocation', async () => {
  const handler = makeHandler(
    (event, { account }) => ({ event, account }),
    async (parsed) => parsed,
  );
  await expect(handler('first', contextOf('test'))).rejects.toThrow('ACCOUNT_ID');
  vi.stubEnv('ACCOUNT_ID', '123456789012');
  expect(await handler('second', contextOf('test'))).toEqual({ event: 'second', account: '123456789012' });
});

test('what is thrown reaches Lambda as it is', async () => {
  vi.stubEnv('ACCOUNT_ID', '123456789012');
  const failure = new RangeError('no');
  const handler = makeHandler(
    (event) => event,
    async () => {
      throw failure;
    },
  );
  await expect(handler({}, contextOf('test'))).rejects.toBe(failure);
});

test('the time that is left is asked for anew each time', async () => {
  vi.stubEnv('ACCOUNT_ID', '123456789012');
  let left = 9_000;
  const handler = makeHandler(
    (event) => event,
    async (_event, { remaining }) => {
      const before = remaining();
      left = 4_000;
      return [before, remaining()];
    },
  );
  expect(
    await handler(
      {},
      contextOf('test', () => left),
    ),
  ).toEqual([9_000, 4_000]);
});
