import { describe, expect, test } from 'vitest';
import { classify, describeError, type ErrorKind } from '../../src/aws/errors.ts';

const named = (name: string, extra: object = {}, cause?: unknown): Error =>
  Object.assign(new Error('told by AWS', { cause }), { name, ...extra });

const KINDS: Readonly<Record<Exclude<ErrorKind, 'unexpected'>, readonly string[]>> = {
  retry: [
    'RequestLimitExceeded',
    'Throttling',
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'TooManyRequestsException',
    'OpsItemLimitExceededException',
    'InternalError',
    'InternalServerError',
    'InternalFailure',
    'Unavailable',
    'ServiceUnavailable',
    'TimeoutError',
    'ExpiredToken',
    'ExpiredTokenException',
    'RequestExpired',
    'IncorrectInstanceState',
  ],
  gone: ['InvalidInstanceID.NotFound', 'OpsItemNotFoundException'],
  refused: [
    'UnauthorizedOperation',
    'UnsupportedOperation',
    'AuthFailure',
    'AuthorizationError',
    'AccessDenied',
    'AccessDeniedException',
    'InvalidParameterValue',
  ],
};

describe('an error of AWS means', () => {
  test.each(Object.entries(KINDS).flatMap(([kind, names]) => names.map((name) => [kind, name] as const)))(
    '%s when it is called %s',
    (kind, name) => {
      expect(classify(named(name, { $metadata: { httpStatusCode: 400 } }))).toBe(kind);
    },
  );

  test.each([500, 502, 503, 429])('retry when its status is %i, whatever its name', (httpStatusCode) => {
    expect(classify(named('Strange', { $metadata: { httpStatusCode } }))).toBe('retry');
  });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])(
    'retry when the way there is broken: %s',
    (code) => {
      expect(classify(named('Error', { code }))).toBe('retry');
    },
  );

  test.each([
    ['a name nobody knows', named('ValidationException', { $metadata: { httpStatusCode: 400 } })],
    ['a fault of our own', new TypeError('x is not a function')],
    ['nothing at all', undefined],
    ['what is no error', { name: 'ThrottlingException' }],
    ['a code that is no text', named('Error', { code: 503 })],
    ['metadata of another shape', named('Strange', { $metadata: 'httpStatusCode' })],
  ])('nothing we expect when it is %s', (_what, error) => {
    expect(classify(error)).toBe('unexpected');
  });
});

describe('wrapping an error', () => {
  test.each(['retry', 'gone', 'refused'] as const)('does not change that it means %s', (kind) => {
    const inner = named(KINDS[kind][0] ?? '');
    expect(classify(new Error('outer', { cause: new TypeError('between', { cause: inner }) }))).toBe(kind);
  });

  test('lets the outermost that says something decide', () => {
    expect(classify(named('AccessDenied', {}, named('ThrottlingException')))).toBe('refused');
  });

  test('ends at a cause that is no error', () => {
    expect(classify(new Error('outer', { cause: 'ThrottlingException' }))).toBe('unexpected');
  });
});

test('an error is described by name and message alone, cut to 300 characters', () => {
  expect(describeError(named('AccessDenied', { $metadata: { requestId: 'r-1' } }))).toBe('AccessDenied: told by AWS');
  expect(describeError(named('Long', { message: 'x'.repeat(1000) }))).toHaveLength(300);
  expect(describeError('plain')).toBe('plain');
});
