import { describe, expect, test } from 'vitest';
import { makeLambda } from '../../../simulator/host/lambda.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';
import { makeRandom } from '../../../simulator/world/random.ts';

const fn = {
  name: 'on-launch',
  arn: 'arn:fn',
  handler: 'x.handler',
  environment: {},
  timeoutSeconds: 60,
  memoryMb: 512,
};

/** A function that fails as often as asked, invoked at 0; the moments of its attempts. */
async function invokedAt(failures: number) {
  const queue = makeQueue<() => unknown>();
  const attempts: number[] = [];
  let now = 0;
  const lambda = makeLambda([fn], {
    now: () => now,
    later: (at, what) => queue.push(at, what),
    random: makeRandom(1),
    load: async () => async () => {
      attempts.push(now);
      if (attempts.length <= failures) throw new Error('no');
    },
  });
  await lambda.invokeAsync('arn:fn', { id: '1' });
  for (now = queue.nextAt(); now < Number.POSITIVE_INFINITY; now = queue.nextAt()) await queue.pop()?.();
  return { attempts, onFailure: lambda.onFailure };
}

describe('an asynchronous invocation', () => {
  test('is tried again one minute, then two minutes later', async () => {
    expect(await invokedAt(2)).toEqual({ attempts: [0, 60_000, 180_000], onFailure: [] });
  });

  test('that fails three times is kept on the on-failure list', async () => {
    const { attempts, onFailure } = await invokedAt(3);
    expect(attempts).toHaveLength(3);
    expect(onFailure).toMatchObject([{ function: 'fn', error: 'Error: no', event: { id: '1' } }]);
  });
});

describe('an invocation behind a function URL', () => {
  const lambdaOf = (handler: (event: unknown, context: unknown) => Promise<unknown>) =>
    makeLambda([fn, { ...fn, arn: 'arn:operator', handler: 'dist/operator.handler' }], {
      now: () => 0,
      later: () => {},
      random: makeRandom(1),
      load: async () => handler,
    });

  test('tells the function by which alias it was called, and brings its answer', async () => {
    const lambda = lambdaOf(async (event, context) => ({ event, context }));
    expect(await lambda.invokeUrl('approver', { body: '{}' })).toMatchObject({
      event: { body: '{}' },
      context: { invokedFunctionArn: 'arn:operator:approver' },
    });
  });

  test('that fails is an error, and is not tried again', async () => {
    const lambda = lambdaOf(() => Promise.reject(new Error('no')));
    await expect(lambda.invokeUrl('reader', {})).rejects.toThrow('no');
    expect([lambda.attempts(), lambda.errors.length, lambda.onFailure]).toEqual([1, 1, []]);
  });
});
