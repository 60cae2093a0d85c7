import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Random } from '../world/random.ts';
import type { StackFunction } from './stack.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** Waits before the second and the third attempt of an asynchronous invocation (Lambda developer guide). */
const RETRY_AFTER_MS = [60_000, 120_000];

/** The one function that has URLs. */
const OPERATOR = 'dist/operator.handler';

export interface FailedInvocation {
  readonly function: string;
  readonly at: number;
  readonly error: string;
  readonly event: unknown;
}

export interface Lambda {
  /** What EventBridge does with a target: two retries, then the on-failure queue. Never throws for a handler's error. */
  invokeAsync(arn: string, event: unknown): Promise<void>;
  /** One attempt; undefined when it fails. */
  invokeOnce(arn: string, event: unknown): Promise<unknown>;
  /**
   * What stands behind a function URL; the function is told the alias that it was called by.
   *
   * @throws Error when it fails.
   */
  invokeUrl(alias: string, event: unknown): Promise<unknown>;
  /** Attempts so far. */
  readonly attempts: () => number;
  /** Attempts that ended in an error, also those that a retry made good. */
  readonly errors: readonly FailedInvocation[];
  readonly onFailure: readonly FailedInvocation[];
}

export interface LambdaWorld {
  readonly now: () => number;
  readonly later: (at: number, what: () => Promise<void>) => void;
  readonly random: Random;
  readonly load: (fn: StackFunction) => Promise<Handler>;
}

export function makeLambda(functions: readonly StackFunction[], world: LambdaWorld): Lambda {
  const byArn = new Map(functions.map((fn) => [fn.arn, fn]));
  const errors: FailedInvocation[] = [];
  const onFailure: FailedInvocation[] = [];
  let attempts = 0;

  async function invoke(arn: string, event: unknown, alias?: string): Promise<unknown> {
    const fn = byArn.get(arn);
    if (fn === undefined) throw new Error(`no function ${arn}`);
    attempts += 1;
    // All functions share this process, so each finds its own environment put back before it runs.
    Object.assign(process.env, fn.environment, { AWS_LAMBDA_FUNCTION_NAME: fn.name });
    const handler = await world.load(fn);
    return handler(structuredClone(event), contextOf(fn, world.random, alias));
  }

  /** The answer, or how it failed. */
  async function attempt(
    arn: string,
    event: unknown,
    alias?: string,
  ): Promise<{ answer: unknown } | { failed: FailedInvocation }> {
    try {
      return { answer: await invoke(arn, event, alias) };
    } catch (error) {
      const failed = { function: arn.split(':').at(-1) ?? arn, at: world.now(), error: textOf(error), event };
      errors.push(failed);
      return { failed };
    }
  }

  async function attemptFrom(earlier: number, arn: string, event: unknown): Promise<void> {
    const tried = await attempt(arn, event);
    if ('answer' in tried) return;
    const wait = RETRY_AFTER_MS[earlier];
    if (wait === undefined) onFailure.push(tried.failed);
    else world.later(world.now() + wait, () => attemptFrom(earlier + 1, arn, event));
  }

  return {
    invokeAsync: (arn, event) => attemptFrom(0, arn, event),
    async invokeOnce(arn, event) {
      const tried = await attempt(arn, event);
      return 'answer' in tried ? tried.answer : undefined;
    },
    async invokeUrl(alias, event) {
      const operator = functions.find(({ handler }) => handler === OPERATOR);
      const tried = await attempt(operator?.arn ?? OPERATOR, event, alias);
      if ('answer' in tried) return tried.answer;
      throw new Error(tried.failed.error);
    },
    attempts: () => attempts,
    errors,
    onFailure,
  };
}

/**
 * Imports each built handler once, as a warm function would.
 *
 * @param deployment what is deployed anew begins cold: only the parts that functions load at need are shared.
 */
export function loaderOf(root: string, deployment = ''): LambdaWorld['load'] {
  const loaded = new Map<string, Promise<Handler>>();
  return (fn) => {
    const [file = '', name = 'handler'] = fn.handler.split(/\.(?=[^.]+$)/);
    const known = loaded.get(fn.handler);
    if (known !== undefined) return known;
    const loading = import(`${pathToFileURL(resolve(root, `${file}.mjs`)).href}${deployment}`).then(
      (module: Record<string, unknown>) => {
        const handler = module[name];
        if (typeof handler !== 'function') throw new Error(`${file}.mjs exports no ${name}`);
        return async (event: unknown, context: unknown): Promise<unknown> => handler(event, context);
      },
    );
    loaded.set(fn.handler, loading);
    return loading;
  };
}

function contextOf(fn: StackFunction, random: Random, alias?: string): unknown {
  return {
    functionName: fn.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: alias === undefined ? fn.arn : `${fn.arn}:${alias}`,
    memoryLimitInMB: String(fn.memoryMb),
    awsRequestId: uuid(random),
    logGroupName: `/aws/lambda/${fn.name}`,
    logStreamName: 'simulation',
    callbackWaitsForEmptyEventLoop: false,
    // The virtual clock stands still while a handler runs, so that no run depends on the speed of the machine.
    getRemainingTimeInMillis: () => fn.timeoutSeconds * 1000,
  };
}

export const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? `${error.name}: ${error.message}`
    : `${error.name}: ${error.message} (${textOf(error.cause)})`;
}
