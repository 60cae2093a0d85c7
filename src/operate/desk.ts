import type { Instant } from '../domain/time.ts';
import { markdown, plain, type Voice } from '../notices/untrusted.ts';
import type { Caller } from '../operators/caller.ts';
import { OrderError } from '../operators/errors.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { Remaining, Services } from '../services.ts';

/** What every request is dealt with at: who asks, the world, the rules, and the clock as it stood when they came. */
export interface Desk {
  readonly services: Services;
  readonly caller: Caller;
  readonly policies: PolicyFile;
  readonly now: Instant;
  readonly remaining: Remaining;
  /** How the one who asks is shown what others named. */
  readonly voice: Voice;
}

export const voiceFor = ({ via }: Caller): Voice => (via === 'chat' ? markdown : plain);

/** Every region in which a case can be. */
export const regionsOf = async ({ services, policies }: Desk): Promise<readonly string[]> =>
  policies.regions === 'all' ? services.ec2.regions() : policies.regions;

/** Nothing was changed: what AWS would not say now it may say later. */
export const busy = (message: string): OrderError => new OrderError('busy', `${message} Please try again.`);
