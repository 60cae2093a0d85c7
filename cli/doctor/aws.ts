import * as timers from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { classify } from '../../src/aws/errors.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import { clientConfig } from '../endpoint.ts';
import { faultOf, innermost } from '../faults.ts';
import type { Settings } from '../settings.ts';

/** An account as somebody's credentials reach it. */
export interface Account {
  readonly id: string;
  /** Where the stack is looked for. */
  readonly region: string;
  readonly now: Instant;
  /** For the clients of a region: the credentials are asked for once. */
  readonly config: (region: string) => Config;
}

export type Config = Pick<STSClientConfig, 'credentials' | 'requestHandler' | 'maxAttempts'> & {
  readonly region: string;
  readonly systemClockOffset: number;
};

/**
 * AWS lets everybody ask who they are: what goes wrong here goes wrong everywhere.
 *
 * @throws OperatorError
 */
export async function openAccount({ stack, region, profile }: Settings, env: NodeJS.ProcessEnv): Promise<Account> {
  const given = clientConfig({ region, profile }, env);
  const sts = new STSClient(given);
  try {
    const { Account: id = '' } = await sts.send(new GetCallerIdentityCommand());
    const { credentials, systemClockOffset } = sts.config;
    const config = (where: string): Config => ({
      ...{ region: where, credentials, systemClockOffset },
      requestHandler: given.requestHandler ?? {},
      // The SDK would ask again whenever it is refused, as if its clock were wrong: see() knows better.
      maxAttempts: 1,
    });
    return { id, region: await sts.config.region(), now: instant(Date.now() + systemClockOffset), config };
  } catch (cause) {
    throw await faultOf(cause, {
      stack,
      profile: profile ?? env['AWS_PROFILE'] ?? null,
      region: () => sts.config.region(),
    });
  }
}

const DENIED = /^(AccessDenied\w*|Unauthorized\w*|Authorization\w*|NotAuthorized\w*|Forbidden\w*)$/;

/** Reads, and takes whatever goes wrong as not known. `permission` is the action that it needs. */
export async function see<T>(permission: string, read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { known: await patiently(read) };
  } catch (error) {
    const { name, message, code } = innermost(error);
    return {
      unreadable: `${name === 'Error' && code !== '' ? code : name}: ${shortened(message)}`,
      permission: DENIED.test(name) ? permission : null,
    };
  }
}

/** EC2 and IAM tell the rest to those alone who may decode it. */
const shortened = (message: string): string =>
  message.replace(/\s*Encoded authorization failure message:.*$/s, '').slice(0, 300);

/** Milliseconds before each further try: many small questions at once are throttled now and then. */
const PAUSES = [250, 500, 1000, 2000];

export async function patiently<T>(read: () => Promise<T>, [pause, ...further] = PAUSES): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (pause === undefined || classify(error) !== 'retry') throw error;
  }
  await timers.setTimeout(pause);
  return patiently(read, further);
}

/** The same, where AWS has an error of its own for what is not there. */
export const seeOrNone = <T>(permission: string, read: () => Promise<T>, absent: RegExp): Promise<Seen<T | null>> =>
  see<T | null>(permission, () =>
    read().catch((error: unknown) => {
      if (absent.test(innermost(error).name)) return null;
      throw error;
    }),
  );
