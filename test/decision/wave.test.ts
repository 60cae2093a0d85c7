import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../src/decision/view.ts';
import { DAY, HOUR, type Instant, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import type { Verdict } from '../../src/evidence/judge.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, exception, facts, free, kase, member, now, view } from './situation.ts';

/** Without a canary all of them may go at once. */
const { base: atOnce } = parsePolicy({ enforcement: { canary: false } });
const cleared = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: null });
const afterGrace = kase({ kind: 'cleared', since: now, ground: 'grace-ended', settledAt: null });
const idOf = (index: number) => `i-${index.toString(16).padStart(17, '0')}`;
const named = (index: number, changed: Partial<MemberView['member']> = {}, seen = {}): MemberView => ({
  member: member({ id: idOf(index), ...changed }),
  facts: facts({ id: idOf(index), ...seen }),
});

function waveOf(members: readonly MemberView[], verdict: Verdict = { state: 'zero' }, changed = {}) {
  const verdicts = new Map(members.map((each) => [each.member.id, verdict]));
  const decision = decide(
    view({
      case: cleared,
      members: { known: members },
      evidence: { known: { workload: evidence(), verdicts } },
      ...changed,
    }),
  );
  return {
    ids: decision.case.outbox.flatMap((effect) => (effect.kind === 'enforce' ? [effect.instanceId] : [])),
    effects: decision.case.outbox.length,
    wantsFreshEvidence: decision.wantsFreshEvidence,
  };
}

describe('a wave', () => {
  test('takes every candidate that is zero, and leaves room for what goes with it', () => {
    const { ids, effects } = waveOf(
      Array.from({ length: 40 }, (_, index) => named(index)),
      { state: 'zero' },
      { policy: atOnce },
    );
    expect(ids).toHaveLength(22);
    expect(effects).toBeLessThanOrEqual(25);
  });

  test('takes the longest-running first', () => {
    const young = named(1, {}, { launchedAt: minus(now, times(HOUR, 5)) });
    const old = named(2);
    expect(waveOf([young, old], { state: 'zero' }, { policy: atOnce }).ids).toEqual([idOf(2), idOf(1)]);
  });

  test.each([
    ['within an hour of its start', named(1, {}, { launchedAt: instant(now - HOUR + 1) })],
    ['that is starting or stopping', named(1, {}, { state: 'stopping' })],
    ['that is stopped: it follows when it starts', named(1, {}, { state: 'stopped' })],
    ['with its endpoint disabled', named(1, {}, { options: { ...facts().options, endpoint: 'disabled' } })],
    ['that a service manages', named(1, {}, { managedBy: 'eks.amazonaws.com' })],
    ['that is required already', named(1, {}, { options: { ...facts().options, tokens: 'required' } })],
  ])('takes none %s', (_name, each) => {
    expect(waveOf([each, named(2)]).ids).toEqual([idOf(2)]);
  });

  test('takes one that started an hour ago, and one that was read an hour ago', () => {
    const early = named(1, {}, { launchedAt: minus(now, HOUR) });
    const use = early.member.use && { ...early.member.use, readAt: minus(now, HOUR) };
    expect(waveOf([{ ...early, member: { ...early.member, use } }]).ids).toEqual([idOf(1)]);
  });

  test('takes those that started at the same time by name', () => {
    const all = [named(3), named(1), named(2)];
    expect(waveOf(all, { state: 'zero' }, { policy: atOnce }).ids).toEqual([idOf(1), idOf(2), idOf(3)]);
  });

  test('takes none on which nobody has judged', () => {
    const evidence_ = { known: { workload: evidence(), verdicts: new Map() } };
    expect(waveOf([named(1)], { state: 'zero' }, { evidence: evidence_ }).ids).toEqual([]);
  });

  test('takes none that was never read, whatever people were told', () => {
    const { ids, wantsFreshEvidence } = waveOf([named(1, { use: null })], { state: 'used' }, { case: afterGrace });
    expect({ ids, wantsFreshEvidence }).toEqual({ ids: [], wantsFreshEvidence: true });
  });

  test('says what each change rests on', () => {
    const decision = decide(view({ case: cleared }));
    const options = facts().options;
    expect(decision.case.outbox).toContainEqual({
      kind: 'enforce',
      id: `enforce/${member().id}/v8`,
      instanceId: member().id,
      ground: 'zero',
      evidence: evidence(),
      decidedAt: now,
      expects: { launchedAt: facts().launchedAt, options },
      notBefore: null,
      tries: 0,
    });
  });

  test('takes none that an exception of its own covers', () => {
    const scope = { kind: 'instance', region: 'us-east-1', instanceId: idOf(1) } as const;
    const exceptions = { known: [{ ...exception, scope }] };
    expect(waveOf([named(1), named(2)], { state: 'zero' }, { exceptions }).ids).toEqual([idOf(2)]);
  });

  test('takes on zero only those whose own verdict is zero', () => {
    expect(waveOf([named(1)], { state: 'unknown', reason: 'too-young' }).ids).toEqual([]);
  });

  test('takes after a grace window whatever the verdict', () => {
    expect(waveOf([named(1)], { state: 'used' }, { case: afterGrace }).ids).toEqual([idOf(1)]);
  });

  test.each([
    ['on zero', cleared],
    ['after a grace window', afterGrace],
  ])('waits for a reading of the last hour %s', (_ground, kase) => {
    const stale = named(1);
    const use = stale.member.use && { ...stale.member.use, readAt: minus(now, times(HOUR, 2)) };
    const members = [{ ...stale, member: { ...stale.member, use } }];
    const { ids, wantsFreshEvidence } = waveOf(members, { state: 'zero' }, { case: kase });
    expect({ ids, wantsFreshEvidence }).toEqual({ ids: [], wantsFreshEvidence: true });
  });

  test('waits on zero for a reading of the last hour of those that stay behind, too, once one can go', () => {
    const [going, staying] = [named(1), named(2, {}, { state: 'stopped' })];
    const use = staying.member.use && { ...staying.member.use, readAt: minus(now, times(HOUR, 2)) };
    const stale = { ...staying, member: { ...staying.member, use } };
    const members = [going, stale];
    expect(waveOf(members)).toMatchObject({ ids: [], wantsFreshEvidence: true });
    expect(waveOf([stale])).toMatchObject({ ids: [], wantsFreshEvidence: false });
    expect(waveOf(members, { state: 'used' }, { case: afterGrace }).ids).toEqual([idOf(1)]);
  });

  test('waits on zero for rejected calls of the last day of those that went before', () => {
    const changed = enforcement({ appliedAt: minus(now, times(DAY, 9)) });
    const secured = (readAt: Instant) => {
      const watch = { readAt, rejected: 0, aliveHours: 24 };
      const options = { ...facts().options, tokens: 'required' };
      return named(2, { phase: 'secured', enforcement: changed, watch }, { options });
    };
    const [fresh, old] = [secured(minus(now, DAY)), secured(instant(now - DAY - 1))];
    expect(waveOf([named(1), fresh])).toMatchObject({ ids: [idOf(1)], wantsFreshEvidence: false });
    expect(waveOf([named(1), old])).toMatchObject({ ids: [], wantsFreshEvidence: true });
    expect(waveOf([old])).toMatchObject({ ids: [], wantsFreshEvidence: false });
    expect(waveOf([named(1), old], { state: 'used' }, { case: afterGrace }).ids).toEqual([idOf(1)]);
  });

  test('orders anew what could not be changed before', () => {
    const first = decide(view({ case: cleared })).case;
    const again = decide(view({ case: { ...first, version: 8 } })).case;
    expect(again.outbox.filter(({ kind }) => kind === 'enforce').map(({ id }) => id)).toEqual([
      `enforce/${member().id}/v9`,
    ]);
  });
});

test('a wave that the account has no leave for waits until there is some, and reads nothing anew', () => {
  const until = plus(now, times(MINUTE, 30));
  const stale = named(1);
  const use = stale.member.use && { ...stale.member.use, readAt: minus(now, times(HOUR, 2)) };
  const decision = decide(
    view({
      case: cleared,
      members: { known: [{ ...stale, member: { ...stale.member, use } }] },
      evidence: { known: { workload: evidence(), verdicts: new Map([[idOf(1), { state: 'zero' }]]) } },
      controls: { known: { ...free, noLeaveUntil: until } },
    }),
  );
  expect(decision).toMatchObject({ wantsFreshEvidence: false, case: { hold: 'rate-used-up', dueAt: until } });
});
