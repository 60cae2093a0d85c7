import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Remaining, Services } from '../services.ts';
import { type Environment, readEnvironment } from './env.ts';
import { lazy } from './lazy.ts';
import { logger, metrics } from './telemetry.ts';

/** What one invocation has at hand besides its parsed event. */
export interface Invocation {
  /** Loads the SDK at first need: an event that needs nothing done never pays for it. */
  readonly services: () => Promise<Services>;
  readonly remaining: Remaining;
}

/**
 * The exported handler of a function: the middleware around, the parsed event in, one function that does the work.
 * What is thrown reaches Lambda, which tries twice more and then keeps the event in the on-failure queue.
 *
 * @param parse throws for a shape that nobody knows. Lambda's context says by which door an event came.
 */
export function makeHandler<Parsed, Result>(
  parse: (event: unknown, environment: Environment, context: Context) => Parsed,
  perEvent: (parsed: Parsed, invocation: Invocation) => Promise<Result>,
) {
  const environment = lazy(async () => readEnvironment());
  const services = lazy(async () => {
    const { buildServices } = await import('./services.ts');
    return buildServices(await environment());
  });
  return middy<unknown, Result, Error, Context>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(async (event, context) =>
      perEvent(parse(event, await environment(), context), {
        services,
        remaining: () => context.getRemainingTimeInMillis(),
      }),
    );
}
