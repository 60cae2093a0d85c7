import { describe, expect, test } from 'vitest';
import { callerIn, roomOf } from '../../src/operators/chat-caller.ts';
import { readChatPayload } from '../../src/operators/chat-payload.ts';
import { later, NOW } from '../support/build.ts';
import { refusalOf } from './people.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:imdsv2-remediator-live-operator-chat';
const ID = '00000000-0000-4000-8000-0000000000aa';
const read = (payload: unknown) => readChatPayload(payload, ID, NOW);

describe('who asks in chat', () => {
  test('is known by the alias that the role of their channel may invoke', () => {
    expect([roomOf(`${ARN}:channel`), roomOf(`${ARN}:operators`)]).toEqual(['channel', 'operators']);
    for (const arn of [ARN, `${ARN}:approver`, `${ARN}:7`]) expect(refusalOf(() => roomOf(arn)).code).toBe('forged');
  });

  test('may approve only where the policy names the operators channel', () => {
    expect(callerIn('channel', 'C0OPERATORS')).toMatchObject({
      actor: 'chat channel',
      right: 'requester',
      person: null,
    });
    expect(callerIn('operators', 'none')).toMatchObject({ actor: 'chat channel', right: 'requester' });
    expect(callerIn('operators', 'C0OPERATORS')).toMatchObject({ actor: 'chat C0OPERATORS', right: 'approver' });
  });
});

describe('what is asked in chat', () => {
  const caseId = "us-east-1/tag:Name=a b%\u202e'()*!~é";

  test('names a case percent-encoded, or as it is', () => {
    expect(read({ kind: 'show', case: encodeURIComponent(caseId) })).toEqual({
      kind: 'show',
      case: caseId,
      series: false,
    });
    expect(read({ kind: 'show', case: 'us-east-1/asg:100%' })).toMatchObject({ case: 'us-east-1/asg:100%' });
  });

  test('is time for a workload, a week unless it says otherwise', () => {
    const asked = { kind: 'request', case: encodeURIComponent(caseId) };
    expect(read(asked)).toEqual({
      kind: 'request',
      id: ID,
      scope: { kind: 'workload', caseId },
      owner: 'unknown',
      until: later('P7D'),
      reason: 'asked for in chat',
    });
    expect(read({ ...asked, for: 'P2D', reason: 'new agent' })).toMatchObject({
      until: later('P2D'),
      reason: 'new agent',
    });
  });

  test.each(['approve', 'deny'])('is to %s what a case waits for, and nothing that the payload adds', (kind) => {
    const claims = {
      actor: 'root',
      id: 'x',
      requestContext: { authorizer: { iam: { userArn: 'root' } } },
      exception: 'e',
    };
    expect(read({ kind, case: 'us-east-1/asg:web', ...claims })).toEqual({
      kind,
      id: ID,
      case: 'us-east-1/asg:web',
      exception: null,
      reason: 'decided in chat',
    });
  });

  test.each([
    ['nothing', null],
    ['what only the other doors know', { kind: 'pause', reason: 'x' }],
    ['enforcement', { kind: 'enforce', case: 'us-east-1/asg:web', reason: 'x' }],
    ['no case', { kind: 'show' }],
    ['a length that is none', { kind: 'request', case: 'us-east-1/asg:web', for: 'a week' }],
    ['an empty reason', { kind: 'approve', case: 'us-east-1/asg:web', reason: ' ' }],
  ])('is refused where it is %s', (_what, payload) => {
    expect(refusalOf(() => read(payload)).code).toBe('invalid-request');
  });
});
