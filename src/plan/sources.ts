import type { Metrics } from '../aws/cloudwatch.ts';
import { describeError } from '../aws/errors.ts';
import type { Read } from '../domain/codecs.ts';
import { ShapeError } from '../domain/codecs.ts';
import type { InstanceFacts, RegionDefaults } from '../domain/instance.ts';
import type { Controls } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import type { Sources } from '../services.ts';
import type { Context } from './context.ts';

/** Nothing stands in the way: no exception was granted, nobody has paused, the day's grace starts are all there. */
export const FREE: Controls = {
  paused: null,
  breaker: null,
  graceStartsLeft: Number.MAX_SAFE_INTEGER,
  noLeaveUntil: null,
};

export interface Seen {
  readonly account: string;
  readonly found: ReadonlyMap<string, InstanceFacts>;
  readonly defaults: Read<RegionDefaults>;
}

/** What the functions read anew for each look, answered from what this plan has read already. */
export function sourcesFor(
  { exceptions, controls, calendar }: Pick<Context, 'exceptions' | 'controls' | 'calendar'>,
  { account, found, defaults }: Seen,
  metrics: Metrics,
  now: Instant,
): Sources {
  return {
    account,
    now: () => now,
    ec2: { find: async () => found, defaults: async () => known(defaults) },
    metrics,
    // Until a group was asked, nothing is enforced beside a member that it ended: a plan leaves that to the sweep.
    explainRemovals: null,
    exceptions: { all: async () => known(exceptions) },
    controls: { controls: async () => known(controls) },
    calendar,
    log: { count: () => {} },
  };
}

/** What could not be read is unreadable again to whoever asks, in the words of the first time. */
class RememberedError extends ShapeError {
  override readonly name = 'Unread';
}

function known<T>(read: Read<T>): T {
  if ('unreadable' in read) throw new RememberedError(read.unreadable);
  return read.known;
}

/** Any failure of a read is a value here: a plan goes on with what it can see, and says what it could not. */
export async function tryRead<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { known: await read() };
  } catch (error) {
    if (!isOfAws(error)) throw error;
    return { unreadable: describeError(error) };
  }
}

/** An answer of AWS, or the way there; anything else is a fault of this program. */
export const isOfAws = (error: unknown): boolean =>
  error instanceof ShapeError ||
  (error instanceof Error &&
    ('$metadata' in error ||
      'code' in error ||
      /^(TimeoutError|AbortError|CredentialsProviderError)$/.test(error.name)));
