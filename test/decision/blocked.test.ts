import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../src/decision/view.ts';
import type { BlockedReason, Case, StanceOf } from '../../src/domain/case.ts';
import { DAY, instant, minus, plus, times } from '../../src/domain/time.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { decide } from '../support/decide.ts';
import {
  enforcement,
  evidence,
  exception,
  facts,
  id,
  judgement,
  kase,
  member,
  now,
  policy,
  view,
} from './situation.ts';

const other = 'i-0123456789abcdef1';
const tags = { 'eks:cluster-name': 'main' };
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const since = minus(now, times(DAY, 5));
const used = { known: judgement({ state: 'used' }) };
const none = { known: { workload: evidence({ state: 'unknown', reason: 'no-members' }), verdicts: new Map() } };

const blocked = (reason: BlockedReason, over: Partial<StanceOf<'blocked'>> = {}, on: Partial<Case> = {}) =>
  kase({ kind: 'blocked', since, reason, instanceIds: [id], ground: 'grace-ended', takeBack: 'nothing', ...over }, on);
const optional = (instanceId = id, hopLimit = 1): MemberView => ({
  member: member({ id: instanceId }),
  facts: facts({ id: instanceId, tags, options: { ...facts().options, hopLimit } }),
});
const changed = (phase: 'watched' | 'secured', rejected = 0, instanceId = id): MemberView => ({
  member: member({
    id: instanceId,
    phase,
    enforcement: enforcement({ appliedAt: minus(now, DAY) }),
    watch: { readAt: now, rejected, aliveHours: 1 },
  }),
  facts: facts({ id: instanceId, options: required }),
});
const gone: MemberView = { member: member({ phase: 'gone', goneAt: minus(now, DAY) }), facts: null };
const decideOn = (on: Case, known: readonly MemberView[], more: Partial<Parameters<typeof view>[0]> = {}) =>
  decide(view({ case: on, members: { known }, evidence: used, ...more }));

describe('a case that is blocked goes on by itself', () => {
  const raising = parsePolicy({ enforcement: { hopLimit: 'raise-for-containers' } }).base;
  test.each<[string, Case, readonly MemberView[], typeof policy]>([
    ['once every hop limit suffices', blocked('container-hop-limit'), [optional(id, 2), optional(other, 2)], policy],
    ['once policy raises the limit', blocked('container-hop-limit'), [optional(), optional(other)], raising],
    ['once what EC2 refused to change is gone', blocked('modify-refused'), [gone, optional(other)], policy],
    ['once EC2 has applied the change', blocked('not-applied'), [changed('watched')], policy],
    ['where EC2 can take it back again', blocked('rollback-impossible'), [optional()], policy],
  ])('%s', (_when, on, known, rules) => {
    const refusals = [{ effectId: 'enforce/1', instanceId: id, at: now, reason: 'no' }];
    const decision = decideOn({ ...on, refusals }, known, { policy: rules });
    expect(decision.reason).toMatch(/^cause-gone(, enforce)?$/);
    expect(decision.detail).toBe('What blocked it is gone.');
    expect(decision.case).toMatchObject({
      stance: { kind: 'cleared', ground: 'grace-ended', since: now },
      refusals: [],
    });
  });

  test('on evidence where no ground is known', () => {
    const on = blocked('modify-refused', { ground: null });
    expect(decideOn(on, [gone, changed('watched', 0, other)]).case.stance).toMatchObject({ ground: 'zero' });
  });

  test.each<[string, readonly MemberView[]]>([
    ['gone', [gone, optional(other)]],
    ['taken back by somebody', [optional()]],
    ['fixed, while another is watched', [optional(), changed('watched', 0, other)]],
  ])('and is judged anew where the instance whose calls were rejected is %s', (_what, known) => {
    const unknown = { known: judgement({ state: 'unknown', reason: 'too-young' }) };
    const decision = decideOn(blocked('rejected-calls'), known, { evidence: unknown });
    expect(decision.reason).toMatch(/^cause-gone/);
    expect(decision.detail).toContain('The instances whose calls were rejected are gone, or allow IMDSv1 again.');
    expect(decision.case.stance.kind).toBe('observing');
  });
});

describe('a case that is blocked waits', () => {
  test.each<[string, Case, readonly MemberView[]]>([
    ['while one hop limit does not suffice', blocked('container-hop-limit'), [optional(id, 2), optional(other)]],
    ['while what EC2 refused to change is there', blocked('modify-refused'), [optional()]],
    ['while calls are rejected', blocked('rejected-calls'), [changed('watched', 2)]],
    ['while calls were rejected, long after', blocked('rejected-calls'), [changed('secured', 2)]],
    ['the second time, though nothing is left to be judged', blocked('second-rollback'), [changed('secured')]],
    ['when it was left to people', blocked('escalated'), [optional()]],
  ])('%s', (_when, on, known) => {
    const decision = decideOn(on, known);
    expect(decision).toMatchObject({
      detail: 'It waits for an operator, or for the cause to be gone.',
      changed: false,
      case: { stance: on.stance },
    });
    expect(decision.reason).toMatch(/^blocked:/);
  });

  test('for nobody who was given time', () => {
    const exceptions = { known: [exception] };
    const reasons = [
      'second-rollback',
      'drift-fought',
      'escalated',
      'container-hop-limit',
      'rollback-impossible',
    ] as const;
    for (const reason of reasons)
      expect(decideOn(blocked(reason), [optional()], { exceptions }).case.stance.kind).toBe('excepted');
  });
});

describe('an exception', () => {
  const stance = (over: Partial<StanceOf<'excepted'>> = {}): StanceOf<'excepted'> => ({
    kind: 'excepted',
    since,
    exceptionIds: [exception.id],
    until: exception.until,
    unneededTold: false,
    reminded: [],
    ...over,
  });
  const exceptions = { known: [exception] };

  test('stays as long as it lasts where no instance needs it', () => {
    const until = instant(now + 1);
    const decision = decideOn(kase(stance({ until })), [changed('secured')], { evidence: none, exceptions });
    expect(decision).toMatchObject({
      reason: 'exception-active',
      detail: 'The exception runs on; no instance needs it now.',
      changed: false,
    });
  });

  test.each<[string, readonly MemberView[], string, string]>([
    ['what was changed is watched on', [changed('secured')], 'cleared', 'exception-ended, nothing-left, secured'],
    ['an empty workload is observed', [gone], 'observing', 'exception-ended'],
  ])('ends for nobody: %s', (_what, known, kind, reason) => {
    const decision = decideOn(kase(stance({ until: now })), known, { evidence: none });
    expect(decision).toMatchObject({ reason, case: { stance: { kind } } });
    expect(decision.detail).toBe('The exception has ended; no instance needs it now.');
  });

  test('that ends is followed by a grace window where policy only observes, used or not', () => {
    const evidence = { known: judgement({ state: 'zero' }) };
    const decision = decideOn(kase(stance()), [optional()], {
      evidence,
      policy: parsePolicy({ mode: 'observe' }).base,
    });
    expect(decision.case.stance.kind).toBe('grace');
    expect(decision.detail).toContain('The exception has ended or no longer covers every instance.');
  });

  test('of one instance each lasts until the first of them ends', () => {
    const each = (instanceId: string, days: number) => ({
      ...exception,
      id: `exception-${instanceId}`,
      scope: { kind: 'instance', region: 'us-east-1', instanceId } as const,
      until: plus(now, times(DAY, days)),
    });
    const both = { known: [each(id, 30), each(other, 20)] };
    const known = [optional(), optional(other)];
    const expected = { until: plus(now, times(DAY, 20)), exceptionIds: both.known.map((found) => found.id) };
    const begun = decideOn(kase({ kind: 'observing', since }), known, { exceptions: both });
    expect(begun.case.stance).toEqual({
      kind: 'excepted',
      since: now,
      ...expected,
      unneededTold: false,
      reminded: [],
    });
    expect(decideOn(begun.case, known, { exceptions: both }).case.stance).toMatchObject(expected);
    const one = { known: both.known.slice(0, 1) };
    expect(decideOn(kase({ kind: 'observing', since }), known, { exceptions: one }).case.stance.kind).toBe('grace');
  });

  test('that is no longer needed is said to be so, once', () => {
    const evidence = { known: judgement({ state: 'zero' }) };
    const first = decideOn(kase(stance()), [optional()], { evidence, exceptions });
    expect(first).toMatchObject({
      reason: 'exception-not-needed',
      detail: 'IMDSv1 is no longer used: the exception can be given back.',
      case: { stance: { unneededTold: true } },
    });
    const again = decideOn({ ...first.case, outbox: [] }, [optional()], { evidence, exceptions });
    expect(again).toMatchObject({
      reason: 'exception-active',
      detail: 'An active exception covers every instance that still allows IMDSv1.',
      changed: false,
    });
    const early = decideOn(kase({ kind: 'observing', since }), [optional()], { evidence, exceptions });
    expect(early.case.stance).toMatchObject({ kind: 'excepted', unneededTold: true, since: now });
    expect(early.case.outbox).toMatchObject([{ kind: 'journal' }, { kind: 'notify', occasion: 'excepted' }]);
  });

  test('that runs out is told with the ticket', () => {
    const ticket = { id: 'oi-1', openedAt: since, open: true };
    const until = plus(now, DAY);
    const ends = { known: [{ ...exception, until }] };
    const decision = decideOn(kase(stance({ until }), { ticket }), [optional()], { exceptions: ends });
    expect(decision).toMatchObject({
      reason: 'exception-expiring',
      detail: 'The exception ends at 2026-03-21T12:00:00.000Z.',
      case: { stance: { reminded: [times(DAY, 1)] } },
    });
    expect(decision.case.outbox.map((effect) => effect.id)).toEqual([
      'journal/v8',
      'ticket/update/v8',
      'notify/exception-expiring/2026-03-21T12:00:00.000Z/P1D',
    ]);
  });
});
