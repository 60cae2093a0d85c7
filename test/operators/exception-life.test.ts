import { describe, expect, test } from 'vitest';
import type { Exception } from '../../src/domain/permission.ts';
import { markdown } from '../../src/notices/untrusted.ts';
import type { Caller } from '../../src/operators/caller.ts';
import type { Refusal } from '../../src/operators/errors.ts';
import { approve, ask, type Doing, deny, revoke, standingOf } from '../../src/operators/exception-life.ts';
import { ago, exceptionOf, later, NOW, policyOf } from '../support/build.ts';
import { byChat, byUrl, DANA, doing, ERIN, PETRA, QUINN, refusalOf, requested, SAM } from './people.ts';

const wish = { id: 'x-1', scope: { kind: 'workload', caseId: 'us-east-1/asg:web' }, owner: 'payments' } as const;

describe('who asks', () => {
  test('is put down with reason and time, and nothing is granted', () => {
    const asked = ask({ ...wish, until: later('P30D') }, doing({ caller: byUrl(SAM), reason: 'new agent' }));
    expect(asked).toEqual({
      ...wish,
      until: later('P30D'),
      version: 0,
      status: 'requested',
      reason: 'new agent',
      via: 'url',
      askedBy: SAM,
      approvedBy: null,
      history: [{ what: 'request', at: NOW, actor: SAM, via: 'url', reason: 'new agent' }],
    });
    expect(standingOf(asked, NOW)).toBe('pending');
  });

  test.each<[string, Exception['until'], Refusal | null]>([
    ['now', NOW, 'expiry-in-past'],
    ['yesterday', ago('P1D'), 'expiry-in-past'],
    ['a moment from now', later('PT1M'), null],
    ['for as long as policy allows', later('P90D'), null],
    ['for a minute longer', later('P90DT1M'), 'expiry-too-far'],
  ])('until %s is told %s', (_when, until, code) => {
    const asking = () => ask({ ...wish, until }, doing());
    if (code === null) expect(asking().until).toBe(until);
    else expect(refusalOf(asking).code).toBe(code);
  });

  test('for too long is told how long it may be', () => {
    expect(refusalOf(() => ask({ ...wish, until: later('P91D') }, doing())).message).toBe(
      'An exception may last 90 days at most, now until 2026-05-31 09:30 UTC, and not until 2026-06-01 09:30 UTC.',
    );
  });
});

/** What becomes of each deed on an exception in each state; the code where it is refused. */
const rows: readonly [string, Exception, Refusal | 'active', Refusal | 'denied', Refusal | 'revoked'][] = [
  ['a request', requested(), 'active', 'denied', 'wrong-stance'],
  [
    'a request whose end has passed',
    requested({ until: ago('PT1M') }),
    'expiry-in-past',
    'expiry-in-past',
    'wrong-stance',
  ],
  ['one in force', exceptionOf(), 'decided-already', 'decided-already', 'revoked'],
  ['one that has ended', exceptionOf({ until: ago('PT1M') }), 'decided-already', 'decided-already', 'moved-on'],
  ['a denied one', exceptionOf({ status: 'denied' }), 'decided-already', 'decided-already', 'decided-already'],
  ['a revoked one', exceptionOf({ status: 'revoked' }), 'decided-already', 'decided-already', 'decided-already'],
];

describe.each([
  ['approve', approve, 2],
  ['deny', deny, 3],
  ['revoke', revoke, 4],
] as const)('to %s', (what, deed, column) => {
  test.each(rows)('%s', (...row) => {
    const expected = row[column];
    const before = row[1];
    if (expected === 'active' || expected === 'denied' || expected === 'revoked') {
      const after = deed(before, doing());
      expect(after).toMatchObject({ id: before.id, version: before.version, until: before.until, status: expected });
      expect(after.history).toEqual([...before.history, { what, at: NOW, actor: DANA, via: 'url', reason: 'agreed' }]);
      expect(after.approvedBy).toBe(what === 'approve' ? DANA : before.approvedBy);
    } else expect(refusalOf(() => deed(before, doing())).code).toBe(expected);
  });
});

describe('whoever comes second', () => {
  test('is told who decided and when, without markup that somebody named', () => {
    const decided = deny(requested(), doing({ caller: { ...byUrl(ERIN), actor: 'security-hub <b>\u202ex</b>\n`' } }));
    expect(refusalOf(() => approve(decided, doing())).message).toBe(
      'The exception x-1 was denied by security-hub <b>x</b> ` at 2026-03-02 09:30 UTC.',
    );
    expect(refusalOf(() => approve(decided, doing({ voice: markdown }))).message).toBe(
      'The exception x-1 was denied by `security-hub ‹b›x‹/b› ˋ` at 2026-03-02 09:30 UTC.',
    );
  });
});

describe('what somebody asked for themselves', () => {
  const asking: readonly [string, Partial<Exception>, Caller, boolean][] = [
    ['an IAM user', { askedBy: SAM }, byUrl(SAM), true],
    ['somebody of IAM Identity Center', { askedBy: DANA }, byUrl(DANA), true],
    ['somebody else with the same Identity Center role', { askedBy: DANA }, byUrl(ERIN), false],
    ['another session of the same ordinary role', { askedBy: PETRA }, byUrl(QUINN), true],
    [
      'whoever names the same ARN in Security Hub',
      { askedBy: `security-hub ${SAM}`, via: 'security-hub' },
      byUrl(SAM),
      true,
    ],
    ['anybody, where a tag asked', { askedBy: 'tag imdsv2:exception-reason on i-0', via: 'tag' }, byUrl(SAM), false],
    ['the operators in chat, where the URL was asked', { askedBy: SAM }, byChat, false],
  ];

  test.each(asking)('is not approved by %s', (_who, asked, caller, own) => {
    const approving = () => approve(requested(asked), doing({ caller }));
    if (own) expect(refusalOf(approving).code).toBe('own-request');
    else expect(approving().status).toBe('active');
  });

  test('is approved by themselves where policy says so, and denied by themselves always', () => {
    const rules: Doing['rules'] = policyOf({ exceptions: { ownApproval: 'allow' } }).exceptions;
    expect(approve(requested(), doing({ caller: byUrl(SAM), rules })).approvedBy).toBe(SAM);
    expect(deny(requested(), doing({ caller: byUrl(SAM) })).status).toBe('denied');
  });
});

test('what was asked for in chat is decided in no chat', () => {
  const asked = requested({ via: 'chat', askedBy: 'chat channel' });
  for (const deed of [approve, deny]) {
    expect(refusalOf(() => deed(asked, doing({ caller: byChat }))).code).toBe('not-allowed');
    expect(deed(asked, doing()).status).not.toBe('requested');
  }
});

test('a policy that has become stricter holds for what was asked for before', () => {
  const rules = policyOf({ exceptions: { longest: 'P7D' } }).exceptions;
  expect(refusalOf(() => approve(requested(), doing({ rules }))).code).toBe('expiry-too-far');
  expect(deny(requested(), doing({ rules })).status).toBe('denied');
});

test.each<[Partial<Exception>, ReturnType<typeof standingOf>]>([
  [{ status: 'requested' }, 'pending'],
  [{ status: 'requested', until: NOW }, 'expired'],
  [{ status: 'active' }, 'active'],
  [{ status: 'active', until: NOW }, 'expired'],
  [{ status: 'denied' }, 'denied'],
  [{ status: 'revoked', until: NOW }, 'revoked'],
])('%j stands as %s', (over, standing) => {
  expect(standingOf(exceptionOf(over), NOW)).toBe(standing);
});
