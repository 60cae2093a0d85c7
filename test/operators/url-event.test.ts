import { describe, expect, test } from 'vitest';
import { instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { readUrlEvent } from '../../src/operators/url-event.ts';
import { readSample, replaceAt } from '../events/samples.ts';
import { ACCOUNT, DANA, refusalOf } from './people.ts';

const SENT = instant(1772445600000);
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:imdsv2-remediator-live-operator`;
const sample = readSample('operator/function-url');
const door = { functionArn: `${ARN}:approver`, account: ACCOUNT, now: SENT };
const read = (event: unknown = sample, over: Partial<typeof door> = {}) => readUrlEvent(event, { ...door, ...over });
const context = (path: string, value: unknown) => replaceAt(sample, ['requestContext', ...path.split('.')], value);

describe('a call through a function URL', () => {
  test('is by whom AWS says, with the right of its door', () => {
    const { caller, request } = read();
    expect(caller).toEqual({ actor: DANA, person: { arn: DANA, key: DANA }, via: 'url', right: 'approver' });
    expect(request()).toEqual({ kind: 'overview' });
    expect(read(sample, { functionArn: `${ARN}:reader` }).caller.right).toBe('reader');
  });

  test('may have its body in base64', () => {
    const body = Buffer.from('{"kind":"show","case":"us-east-1/tag:Name=é"}').toString('base64');
    const event = replaceAt(replaceAt(sample, ['body'], body), ['isBase64Encoded'], true);
    expect(read(event).request()).toEqual({ kind: 'show', case: 'us-east-1/tag:Name=é', series: false });
  });

  test.each([
    ['a body that is no JSON', replaceAt(sample, ['body'], 'kind=overview')],
    ['no body', replaceAt(sample, ['body'], undefined)],
    ['no request', replaceAt(sample, ['body'], '{"kind":"delete"}')],
    [
      'a caller of its own',
      replaceAt(sample, ['body'], '{"kind":"overview","actor":"arn:aws:iam::123456789012:root"}'),
    ],
    ['a GET', context('http.method', 'GET')],
  ])('is refused with %s', (_what, event) => {
    const { request } = read(event);
    expect(refusalOf(request).code).toBe('invalid-request');
  });
});

describe('a call that AWS did not make', () => {
  const others = '111122223333';
  const forgeries: readonly [string, unknown, Partial<typeof door>][] = [
    ['without an alias', sample, { functionArn: ARN }],
    ['by an alias that is no door', sample, { functionArn: `${ARN}:live` }],
    ['by a version', sample, { functionArn: `${ARN}:7` }],
    ['that is no event', 'overview', {}],
    ['without a context', replaceAt(sample, ['requestContext'], undefined), {}],
    ['without an authorizer', context('authorizer', undefined), {}],
    ['of nobody', context('authorizer.iam', null), {}],
    ['of another account', context('accountId', others), {}],
    ['by somebody of another account', context('authorizer.iam.accountId', others), {}],
    ['by a user of another account', context('authorizer.iam.userArn', DANA.replace(ACCOUNT, others)), {}],
    ['by a role and no session of it', context('authorizer.iam.userArn', `arn:aws:iam::${ACCOUNT}:role/admin`), {}],
    ['of an API Gateway', context('domainName', 'abc123.execute-api.us-east-1.amazonaws.com'), {}],
    [
      'of a foreign domain',
      context('domainName', 'approverurlid000000000000000000.lambda-url.us-east-1.on.aws.example.com'),
      {},
    ],
    ['of another URL', context('apiId', 'another'), {}],
    ['of another region', sample, { functionArn: `${ARN.replace('us-east-1', 'eu-west-1')}:approver` }],
    ['from before', sample, { now: plus(SENT, times(MINUTE, 5.1)) }],
    ['from the future', sample, { now: minus(SENT, times(MINUTE, 5.1)) }],
    ['of no time', context('timeEpoch', 1e300), {}],
  ];

  test.each(forgeries)('%s is forged', (_what, event, over) => {
    expect(refusalOf(() => read(event, over)).code).toBe('forged');
  });

  test('is told apart from one that is five minutes late', () => {
    expect(read(sample, { now: plus(SENT, times(MINUTE, 5)) }).caller.actor).toBe(DANA);
  });
});
