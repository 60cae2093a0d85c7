import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/operators/request.ts';
import { refusalOf } from './people.ts';

const order = { id: '00000000-0000-4000-8000-000000000001', reason: 'agreed' };
const request = {
  ...order,
  kind: 'request',
  scope: { kind: 'workload', caseId: 'us-east-1/asg:web' },
  owner: 'payments',
  until: '2026-04-01T00:00:00.000Z',
};
const instance = { kind: 'instance', region: 'us-east-1', instanceId: 'i-0123456789abcdef0' };

describe('a request', () => {
  test('has its defaults', () => {
    expect(parseRequest({ kind: 'list' })).toEqual({ kind: 'list', filter: {}, limit: 100, after: null });
    expect(parseRequest({ ...order, kind: 'approve' })).toMatchObject({ exception: null, case: null });
  });

  test('may be for an instance, a workload or a tag', () => {
    for (const scope of [instance, request.scope, { kind: 'tag', key: 'App', value: 'web' }])
      expect(parseRequest({ ...request, scope })).toMatchObject({ scope });
  });

  test.each([
    ['of no kind', { case: 'us-east-1/asg:web' }, 'kind'],
    ['of a kind that is none', { kind: 'erase' }, 'kind'],
    ['without a reason', { ...order, reason: undefined, kind: 'pause' }, 'reason'],
    ['with an empty reason', { ...order, reason: '  ', kind: 'pause' }, 'reason'],
    ['without an id', { ...order, id: undefined, kind: 'resume' }, 'id'],
    ['with an id of other marks', { ...order, id: 'a/b', kind: 'resume' }, 'id'],
    ['without an owner', { ...request, owner: undefined }, 'owner'],
    ['without an end', { ...request, until: undefined }, 'until'],
    ['with an end that is no moment', { ...request, until: 'tomorrow' }, 'until'],
    [
      'in a region that would lead to another host',
      { ...request, scope: { ...instance, region: 'x.example.com/' } },
      'scope.region',
    ],
    ['for what is no instance', { ...request, scope: { ...instance, instanceId: 'i-1#' } }, 'scope.instanceId'],
    ['for a case without end', { ...request, scope: { kind: 'workload', caseId: 'x'.repeat(601) } }, 'scope.caseId'],
    ['with something else in it', { kind: 'overview', userArn: 'x' }, 'request'],
    ['for more than a page', { kind: 'list', limit: 1001 }, 'limit'],
  ])('%s is refused, naming %3$s', (_what, raw, part) => {
    const { code, message } = refusalOf(() => parseRequest(raw));
    expect(code).toBe('invalid-request');
    expect(message).toContain(`: ${part}: `);
  });
});
