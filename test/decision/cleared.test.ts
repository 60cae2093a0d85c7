import { describe, expect, test } from 'vitest';
import { stuckMembers } from '../../src/decision/stances/cleared.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import type { Ground, Member } from '../../src/domain/member.ts';
import { DAY, HOUR, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import type { Verdict } from '../../src/evidence/judge.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { exceptionOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, exception, facts, id, judgement, kase, member, now, view } from './situation.ts';

const other = 'i-0123456789abcdef1';
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const { base: atOnce } = parsePolicy({ enforcement: { canary: false } });
const ticket = { id: 'oi-1', openedAt: minus(now, DAY), open: true };
const refusal = (instanceId: string, reason: string) => ({
  effectId: `enforce/${reason}`,
  instanceId,
  at: now,
  reason,
});

const cleared = (ground: Ground, on: Partial<Case> = {}) =>
  kase({ kind: 'cleared', since: minus(now, DAY), ground, settledAt: null }, on);
const optional = (more: Partial<Member> = {}, seen: Partial<InstanceFacts> = {}): MemberView => ({
  member: member(more),
  facts: facts({ id: more.id ?? id, ...seen }),
});
/** Nothing can be seen of it now, so that no wave takes it. */
const stopped = (more: Partial<Member> = {}) => optional(more, { state: 'stopped' });
const changed = (phase: 'modifying' | 'watched' | 'secured', more: Partial<Member> = {}): MemberView => ({
  member: member({
    phase,
    enforcement: enforcement({ at: minus(now, HOUR), appliedAt: phase === 'modifying' ? null : minus(now, HOUR) }),
    watch: phase === 'modifying' ? null : { readAt: now, rejected: 0, aliveHours: 1 },
    ...more,
  }),
  facts: facts({ id: more.id ?? id, options: phase === 'modifying' ? { ...required, state: 'pending' } : required }),
});
const rejecting = (calls: number, more: Partial<Member> = {}): MemberView =>
  changed('watched', { watch: { readAt: now, rejected: calls, aliveHours: 1 }, ...more });
const verdictsOf = (verdict: Verdict, ...ids: readonly string[]) => ({
  known: { workload: judgement(verdict).workload, verdicts: new Map(ids.map((each) => [each, verdict])) },
});

const window = { kind: 'grace', since: now, window: DAY, missing: null, noticeAt: now, reminded: [] } as const;
const lately = { kind: 'excepted', since: minus(now, DAY) } as const;
const escalated = { kind: 'blocked', since: now, reason: 'escalated', instanceIds: [], takeBack: 'nothing' } as const;

const decideOn = (on: Case, known: readonly MemberView[], more: Partial<Parameters<typeof view>[0]> = {}) =>
  decide(view({ case: on, members: { known }, ...more }));
const idsOf = ({ case: { outbox } }: ReturnType<typeof decide>) =>
  outbox.flatMap((effect) => (effect.kind === 'journal' ? [] : [effect.id]));

describe('what was cleared on zero, and then used,', () => {
  const used = { known: judgement({ state: 'used' }) };
  test('begins a grace window, and says so', () => {
    expect(decideOn(cleared('zero'), [optional()], { evidence: used })).toMatchObject({
      reason: 'used',
      detail: expect.stringMatching(/^It was cleared, and then used\. 12 calls/),
    });
  });

  test('is watched to its end where nothing is left to be changed', () => {
    const decision = decideOn(cleared('zero'), [changed('watched')], { evidence: used });
    expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'zero' });
  });
});

describe('a region that takes nothing back', () => {
  const defaults = { known: { tokens: 'no-preference', tokensEnforced: true, managedBy: 'account' } } as const;
  test('stops what rests on evidence alone, for people to decide', () => {
    const { stance } = decideOn(cleared('zero'), [optional()], { defaults }).case;
    expect(stance).toMatchObject({ reason: 'rollback-impossible', ground: 'zero' });
  });

  test('stops neither what people were told of nor what has been changed', () => {
    expect(idsOf(decideOn(cleared('grace-ended'), [optional()], { defaults }))).toEqual([`enforce/${id}/v8`]);
    expect(decideOn(cleared('zero'), [changed('watched')], { defaults }).case.stance.kind).toBe('cleared');
  });
});

describe('one save', () => {
  test('has room for what is owed already', () => {
    const known = Array.from({ length: 40 }, (_, index) => optional({ id: `i-${index}` }));
    const evidence = verdictsOf({ state: 'zero' }, ...known.map((each) => each.member.id));
    const owed = (index: number): Effect => ({
      kind: 'notify',
      id: `owed/${index}`,
      occasion: 'drifted',
      about: null,
      detail: null,
      notBefore: now,
      tries: 1,
    });
    const ordered = (count: number) => {
      const outbox = Array.from({ length: count }, (_, index) => owed(index));
      return idsOf(decideOn(cleared('zero', { outbox }), known, { policy: atOnce, evidence })).length - count;
    };
    expect([ordered(0), ordered(10), ordered(24)]).toEqual([22, 12, 0]);
  });
});

describe('a change that EC2 refuses', () => {
  test('is tried once more', () => {
    const refusals = [refusal(id, 'first'), refusal(other, 'another')];
    const known = [optional(), optional({ id: other })];
    const evidence = verdictsOf({ state: 'zero' }, id, other);
    const decision = decideOn(cleared('zero', { refusals }), known, { evidence, policy: atOnce });
    expect(idsOf(decision)).toHaveLength(2);
    expect(decision.detail).toBe('IMDSv2 is required on 2 instances now.');
  });

  test('twice blocks the case, with the last of the reasons', () => {
    const refusals = [refusal(other, 'another'), refusal(id, 'first'), refusal(id, 'second')];
    const decision = decideOn(cleared('grace-ended', { refusals }), [optional(), optional({ id: other })]);
    expect(decision.case.stance).toMatchObject({
      reason: 'modify-refused',
      ground: 'grace-ended',
      instanceIds: [id],
    });
    expect(decision.detail).toBe('EC2 refused the change twice: second');
  });
});

describe('a change that EC2 does not apply', () => {
  const sent = (at: number, facts: InstanceFacts | null, more: Partial<Member> = {}): MemberView => ({
    member: member({ phase: 'modifying', enforcement: enforcement({ at: instant(at) }), ...more }),
    facts,
  });
  const running = facts({ options: { ...required, state: 'pending' } });
  const long = minus(now, times(HOUR, 2));

  test.each<[string, MemberView, boolean]>([
    ['after two hours', sent(long, running), true],
    ['before', sent(long + 1, running), false],
    [
      'while the instance is stopped: it may take it when it starts',
      sent(long, { ...running, state: 'stopped' }),
      false,
    ],
    ['where EC2 does not show it', sent(long, null), false],
    ['where none is known', sent(long, running, { enforcement: null }), false],
    ['once it has', sent(long, running, { phase: 'watched' }), false],
  ])('is stuck or not %s', (_when, each, stuck) => {
    expect(stuckMembers([each], now)).toEqual(stuck ? [each] : []);
  });

  test('blocks the case', () => {
    const decision = decideOn(cleared('grace-ended'), [sent(long, running)]);
    expect(decision.case.stance).toMatchObject({ reason: 'not-applied', ground: 'grace-ended', instanceIds: [id] });
    expect(decision.detail).toBe('EC2 took the change and has not applied it on 1 instance for two hours.');
  });
});

describe('rejected calls', () => {
  const rollbacksOf = ({ case: { outbox } }: ReturnType<typeof decide>) =>
    outbox.flatMap((effect) => (effect.kind === 'rollback' ? [[effect.instanceId, effect.why]] : []));

  test('take back all that is watched, those that call first, and what is secured only where it rejects too', () => {
    const loud = { readAt: now, rejected: 2, aliveHours: 30 };
    const known = [
      rejecting(1),
      changed('watched', { id: 'i-2' }),
      changed('secured', { id: 'i-3' }),
      changed('secured', { id: 'i-4', watch: loud }),
      changed('watched', { id: 'i-5', watch: null }),
    ];
    const why = '3 calls without a token rejected on 2 instances.';
    expect(rollbacksOf(decideOn(cleared('zero'), known))).toEqual([id, 'i-4', 'i-2', 'i-5'].map((each) => [each, why]));
  });

  test('may be one', () => {
    expect(decideOn(cleared('grace-ended'), [rejecting(1)]).detail).toBe(
      '1 call without a token rejected on 1 instance.',
    );
  });
});

describe('an exception of one instance that has ended', () => {
  const ended = { ...exception, scope: { kind: 'instance', region: 'us-east-1', instanceId: id }, until: now } as const;
  test('is followed by a window of its own where nobody has judged that instance', () => {
    const evidence = { known: { workload: judgement({ state: 'zero' }).workload, verdicts: new Map() } };
    const exceptions = { known: [ended] };
    const decision = decideOn(cleared('grace-ended'), [optional()], {
      evidence,
      exceptions,
      policy: parsePolicy({ mode: 'observe' }).base,
    });
    expect(decision.case.stance.kind).toBe('grace');
    expect(decision.reason).toMatch(/^exception-ended/);
  });
});

describe('an instance that could not be judged', () => {
  const since = (days: number) => ({ firstSeenAt: minus(now, times(DAY, days)) });
  const unknown: Verdict = { state: 'unknown', reason: 'coverage' };
  const decided = (ground: Ground, verdict: Verdict | null, days: number) =>
    decideOn(cleared(ground), [stopped(since(days))], {
      evidence: verdict === null ? { known: { workload: evidence(), verdicts: new Map() } } : verdictsOf(verdict, id),
    });

  test('is left to people after a whole lookback', () => {
    const decision = decided('zero', unknown, 14);
    expect(decision.case.stance).toMatchObject({ kind: 'grace', missing: '1 instance could not be judged' });
    expect(decision.reason).toBe('observed-long-enough');
    expect(decision.detail).toMatch(/^No call was seen, but 1 instance could not be judged\./);
  });

  test.each<[string, Ground, Verdict | null, number]>([
    ['before that', 'zero', unknown, 13],
    ['where people had been told', 'grace-ended', unknown, 20],
    ['once it was judged', 'zero', { state: 'zero' }, 20],
    ['before anybody tried', 'zero', null, 20],
  ])('is not %s', (_when, ground, verdict, days) => {
    expect(decided(ground, verdict, days).case.stance).toMatchObject({ kind: 'cleared', ground });
  });
});

describe('of an instance that could not be judged and one with zero evidence', () => {
  const judged = {
    known: {
      workload: evidence(),
      verdicts: new Map<string, Verdict>([
        [id, { state: 'unknown', reason: 'coverage' }],
        [other, { state: 'zero' }],
      ]),
    },
  };
  const known = [stopped({ firstSeenAt: minus(now, times(DAY, 20)) }), stopped({ id: other })];
  const excepted = exceptionOf({ scope: { kind: 'instance', region: 'us-east-1', instanceId: other } });

  test('the first waits while the other is to be changed', () => {
    const decision = decideOn(cleared('zero'), known, { evidence: judged });
    expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'zero' });
    expect(idsOf(decision)).toEqual([]);
  });

  test.each<[string, Stance, string]>([
    ['cleared', { kind: 'cleared', since: minus(now, DAY), ground: 'zero', settledAt: null }, 'grace'],
    ['in grace', { ...window, deadline: plus(now, DAY) }, 'grace'],
    ['escalated', { ...escalated, ground: 'grace-ended' }, 'blocked'],
  ])('the first is left to people where the other is excepted: %s', (_from, stance, becomes) => {
    const decision = decideOn(kase(stance), known, { evidence: judged, exceptions: { known: [excepted] } });
    expect(decision.case.stance.kind).toBe(becomes);
    expect(decision.reason).not.toContain('use-stopped');
  });
});

test('one user holds up its whole workload in its window, whatever is known of the others', () => {
  const verdicts = new Map<string, Verdict>([
    [id, { state: 'used' }],
    [other, { state: 'zero' }],
  ]);
  const used = { known: { workload: judgement({ state: 'used' }).workload, verdicts } };
  const on = kase({ ...window, deadline: plus(now, DAY) });
  const decision = decideOn(on, [stopped(), stopped({ id: other })], { evidence: used });
  expect(decision.case.stance.kind).toBe('grace');
});

test('where only an excepted instance is known to use nothing, a newcomer is observed and not given a window', () => {
  const stance: Stance = { ...lately, exceptionIds: ['e-1'], until: plus(now, DAY), unneededTold: true, reminded: [] };
  const verdicts = new Map<string, Verdict>([
    [id, { state: 'unknown', reason: 'too-young' }],
    [other, { state: 'zero' }],
  ]);
  const decision = decideOn(kase(stance), [stopped({ firstSeenAt: now }), stopped({ id: other })], {
    evidence: { known: { workload: evidence(), verdicts } },
    exceptions: { known: [exceptionOf({ scope: { kind: 'instance', region: 'us-east-1', instanceId: other } })] },
  });
  expect(decision).toMatchObject({
    reason: 'not-covered, zero',
    case: { stance: { kind: 'cleared', ground: 'zero' } },
  });
  expect(idsOf(decision)).toEqual([]);
});

describe('a case is settled', () => {
  const none = { evidence: { known: { workload: evidence(), verdicts: new Map() } } };
  test('when the last of its instances is secured', () => {
    const decision = decideOn(cleared('zero', { ticket }), [changed('secured')], none);
    expect(decision).toMatchObject({
      reason: 'secured',
      detail: '1 instance secured.',
      case: { stance: { settledAt: now } },
    });
    expect(idsOf(decision)).toEqual(['ticket/close/v8', 'notify/secured/v8']);
  });

  test('without a word where nobody had been asked to act', () => {
    const decision = decideOn(cleared('zero', { round: 0 }), [changed('secured')], none);
    expect(decision.case.stance).toMatchObject({ settledAt: now });
    expect(idsOf(decision)).toEqual([]);
  });

  test.each<[string, readonly MemberView[], string]>([
    ['watched', [changed('watched', { id: other })], '1 instance to be changed or watched.'],
    ['changed', [changed('modifying', { id: other })], '1 instance to be changed or watched.'],
    [
      'changed, and one watched',
      [stopped(), changed('watched', { id: other })],
      '2 instances to be changed or watched.',
    ],
  ])('not while one is still to be %s', (_what, more, detail) => {
    const decision = decideOn(cleared('zero', { ticket }), [changed('secured', { id: 'i-9' }), ...more], none);
    expect(decision).toMatchObject({ reason: 'going-on', detail, case: { stance: { settledAt: null } } });
    expect(idsOf(decision)).toEqual([]);
  });

  test('not by nobody', () => {
    const gone = { member: member({ phase: 'gone', goneAt: minus(now, MINUTE) }), facts: null };
    const decision = decideOn(cleared('zero'), [gone], none);
    expect(decision.case.stance).toMatchObject({ settledAt: null });
    expect(decision).toMatchObject({ reason: 'secured', detail: '0 instances secured.', changed: false });
  });
});

test('a reading that is too old is made anew before anything is changed', () => {
  const stale = optional();
  const use = stale.member.use && { ...stale.member.use, readAt: instant(now - HOUR - 1) };
  const decision = decideOn(cleared('zero'), [optional({ use })]);
  expect(decision).toMatchObject({ reason: 'reading-too-old', wantsFreshEvidence: true, changed: false });
});
