import { type Read, ShapeError } from '../domain/codecs.ts';

/**
 * What an error of an AWS call means for the one who called.
 * `retry`: try again later. `gone`: what was asked about does not exist. `refused`: AWS understood and said no.
 * `unexpected`: nothing we know; it is thrown on.
 */
export type ErrorKind = 'retry' | 'gone' | 'refused' | 'unexpected';

/** Throttling, by service: EC2, DynamoDB, SNS and SSM, CloudWatch. */
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'OpsItemLimitExceededException',
]);

/** It passes: the other side's trouble, or the way there; expired credentials are new at the next invocation. */
const PASSING = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServiceFault',
  'InternalErrorException',
  'Unavailable',
  'ServiceUnavailable',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
  'AbortError',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  // The state of an instance that is starting, stopping or ending; what has ended is seen at the next try.
  'IncorrectInstanceState',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const GONE = new Set(['InvalidInstanceID.NotFound', 'OpsItemNotFoundException']);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const REFUSED = new Set([
  'UnauthorizedOperation',
  'UnsupportedOperation',
  'OperationNotPermitted',
  'AuthFailure',
  'AuthorizationError',
  'AuthorizationErrorException',
  'InvalidParameterValue',
  'InvalidParameterCombination',
]);

/** Walks the chain of causes: wrapping an error does not change what it means. */
export function classify(error: unknown): ErrorKind {
  for (let each = error; each instanceof Error; each = each.cause) {
    const names = [each.name, codeOf(each)];
    if (names.some((name) => THROTTLED.has(name) || PASSING.has(name))) return 'retry';
    if (names.some((name) => GONE.has(name))) return 'gone';
    if (names.some((name) => REFUSED.has(name) || name.startsWith('AccessDenied'))) return 'refused';
    if (statusOf(each) >= 500 || statusOf(each) === 429) return 'retry';
  }
  return 'unexpected';
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

function statusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : null;
  const isRecord = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return isRecord && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

/** Short and safe to store: the error's name and message, capped, never the request. */
export const describeError = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);

/** What AWS does not let us know is a value of its own; what nobody understands is thrown on. */
export async function readable<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { known: await read() };
  } catch (error) {
    if (!(error instanceof ShapeError) && classify(error) === 'unexpected') throw error;
    return { unreadable: describeError(error) };
  }
}
