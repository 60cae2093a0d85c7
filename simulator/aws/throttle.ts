import { AwsError, type Params } from './protocol.ts';

interface Bucket {
  readonly size: number;
  /** Tokens a second. */
  readonly refill: number;
}

/** EC2's request buckets, each for one account and region: "Request throttling for the Amazon EC2 API". */
const BUCKETS: Record<string, Bucket> = {
  ModifyInstanceMetadataOptions: { size: 100, refill: 5 },
  unfiltered: { size: 50, refill: 10 },
};
const NON_MUTATING: Bucket = { size: 100, refill: 20 };

/** Takes one token on the process's clock; a clock that stands still never refills. */
export function createThrottle() {
  const levels = new Map<string, { tokens: number; at: number }>();

  return (action: string, region: string, params: Params): void => {
    const kind = isUnfiltered(action, params) ? 'unfiltered' : action;
    const { size, refill } = BUCKETS[kind] ?? NON_MUTATING;
    const key = `${region}/${action}/${kind}`;
    const now = Date.now();
    const level = levels.get(key) ?? { tokens: size, at: now };
    const tokens = Math.min(size, level.tokens + (Math.max(0, now - level.at) / 1000) * refill);
    levels.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (tokens < 1) throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  };
}

const isUnfiltered = (action: string, params: Params): boolean =>
  action === 'DescribeInstances' && !Object.keys(params).some((name) => /^(Filter|InstanceId|MaxResults)/.test(name));
