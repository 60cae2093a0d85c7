import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { byRegion } from './by-region.ts';
import { makeRawAnswers } from './raw-answers.ts';

/** One request as it goes out, each try of it. */
export interface Sent {
  readonly service: string;
  readonly action: string;
  readonly metrics: number;
}

export interface ReaderOptions {
  readonly profile: string | undefined;
  readonly signal: AbortSignal;
  readonly onSent: (sent: Sent) => void;
}

/** Whoever started it wants no more. */
export class InterruptedError extends Error {
  override readonly name = 'AbortError';
}

/**
 * Many requests at once, of somebody who waits: where AWS throttles, the client sends more slowly until it does not
 * (adaptive mode), and tries long enough for a bucket to fill again.
 */
const settings = {
  maxAttempts: 8,
  retryMode: 'adaptive',
  // Sixty kilobytes go out for each two megabytes that come back.
  disableRequestCompression: true,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
};

export const readerSettings = ({ profile }: Pick<ReaderOptions, 'profile'>) => ({
  ...settings,
  ...(profile === undefined ? {} : { profile }),
});

export function makeReader({ profile, signal, onSent }: ReaderOptions) {
  const own = readerSettings({ profile });
  const end = endedBy(signal);
  const raw = makeRawAnswers();
  const cloudwatch = (region: string): CloudWatchClient => {
    const client = new CloudWatchClient({ ...own, region });
    client.middlewareStack.add(counted('cloudwatch', onSent), EACH_TRY);
    client.middlewareStack.add(end, FIRST);
    return client;
  };
  return {
    ec2: byRegion((region) => {
      const client = new EC2Client({ ...own, region });
      client.middlewareStack.add(counted('ec2', onSent), EACH_TRY);
      client.middlewareStack.add(end, FIRST);
      return client;
    }),
    raw,
    /** The same service, whose answers keep their points as numbers. */
    hours: byRegion((region) => {
      const client = cloudwatch(region);
      client.middlewareStack.add(raw.give, EACH_TRY_FIRST);
      client.middlewareStack.add(raw.take, ON_THE_WIRE);
      return client;
    }),
    cloudwatch: byRegion(cloudwatch),
  };
}

/** Behind the retries. */
export const EACH_TRY = { step: 'deserialize', priority: 'high', name: 'countRequests' } as const;
export const FIRST = { step: 'initialize', priority: 'high', name: 'endOnAbort' } as const;

const EACH_TRY_FIRST = { step: 'deserialize', priority: 'high', name: 'giveRaw' } as const;
const ON_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'takeRaw' } as const;

interface Named {
  readonly commandName?: string;
}

/** Counts each request on the wire. */
export const counted =
  (service: string, onSent: ReaderOptions['onSent']) =>
  <Args extends { input: object }, Answer>(next: (args: Args) => Promise<Answer>, { commandName = '' }: Named) =>
  async (args: Args): Promise<Answer> => {
    onSent({ service, action: commandName.replace(/Command$/, ''), metrics: metricsIn(args.input) });
    return await next(args);
  };

/** Lets no request out, and waits for none, once it is over. */
export const endedBy =
  (signal: AbortSignal) =>
  <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
  (args: Args): Promise<Answer> =>
    untilAborted(signal, () => next(args));

const metricsIn = (input: object): number =>
  'MetricDataQueries' in input && Array.isArray(input.MetricDataQueries) ? input.MetricDataQueries.length : 0;

function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new InterruptedError('interrupted'));
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end));
  });
}
