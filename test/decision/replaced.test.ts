import { describe, expect, test } from 'vitest';
import { isLostNow } from '../../src/decision/gone.ts';
import { observeMembers } from '../../src/decision/members.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { Stance } from '../../src/domain/case.ts';
import type { Ground, Member, Removal } from '../../src/domain/member.ts';
import { DAY, duration, HOUR, minus, plus, times } from '../../src/domain/time.ts';
import { decide } from '../support/decide.ts';
import { enforcement, facts, id, judgement, kase, member, now, view } from './situation.ts';

// What a group says of a member that it ended: docs/adr/0012.
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const other = 'i-0123456789abcdef1';
const since = minus(now, DAY);
const cleared = (ground: Ground = 'zero'): Stance => ({ kind: 'cleared', since, ground, settledAt: null });
const blockedOn = (...instanceIds: string[]): Stance => ({
  kind: 'blocked',
  since,
  reason: 'rejected-calls',
  instanceIds,
  ground: 'zero',
  takeBack: 'nothing',
});
const removal = (verdict: Removal['verdict']): Removal => ({ verdict, cause: 'ELB health checks failed' });
const gone = (verdict: Removal['verdict'], more: Partial<Member> = {}): MemberView => ({
  member: member({
    id: other,
    phase: 'gone',
    goneAt: now,
    enforcement: enforcement({ appliedAt: minus(now, HOUR), group: 'orders' }),
    watch: { readAt: now, rejected: 0, aliveHours: 0 },
    removal: removal(verdict),
    ...more,
  }),
  facts: null,
});
const watched = (more: Partial<Member> = {}): MemberView => ({
  member: member({
    phase: 'watched',
    enforcement: enforcement({ appliedAt: minus(now, HOUR) }),
    watch: { readAt: now, rejected: 0, aliveHours: 1 },
    ...more,
  }),
  facts: facts({ id: more.id ?? id, options: required }),
});
const optional = (): MemberView => ({ member: member(), facts: facts() });

/** As the readings say of those that are left; what was replaced counts as used. */
const decideOn = (stance: Stance, known: readonly MemberView[], state: 'zero' | 'used' = 'zero') =>
  decide(view({ case: kase(stance), members: { known }, evidence: { known: judgement({ state }) } }));
const takenBack = ({ case: { outbox } }: ReturnType<typeof decide>) =>
  outbox.flatMap((effect) => (effect.kind === 'rollback' ? [effect.instanceId] : []));

describe('an instance that is missed', () => {
  const missed = (more: Partial<Member>) => {
    const before = { ...gone('other').member, phase: 'watched', goneAt: null, removal: null, ...more } as const;
    return observeMembers([{ member: before, facts: null }], kase(cleared()), DAY, now).members[0]?.member.removal;
  };
  test('during its watch is to be asked about, in no words of ours', () => {
    expect(missed({})).toEqual({ verdict: 'unknown', cause: '' });
    expect(missed({ phase: 'modifying' })).toEqual({ verdict: 'unknown', cause: '' });
  });

  test.each<[string, Partial<Member>]>([
    ['before its change was on record', { phase: 'modifying', enforcement: null }],
    ['and is in no group', { enforcement: enforcement() }],
    ['while it was being taken back', { rollback: { effectId: 'rollback/1', at: now, by: 'bob', why: 'it failed' } }],
    ['long after', { phase: 'secured' }],
  ])('%s is not', (_when, more) => {
    expect(missed(more)).toBeNull();
  });

  test('keeps what its group has said already', () => {
    expect(missed({ removal: removal('unhealthy') })).toEqual(removal('unhealthy'));
  });
});

describe('replaced as unhealthy counts', () => {
  const at = (goneAt: Member['goneAt']) => gone('unhealthy', { goneAt }).member;
  test.each<[string, Stance, Member, boolean]>([
    ['from the moment the case was cleared', cleared(), at(since), true],
    ['where nobody knows when it was', cleared(), at(null), true],
    ['not where it was before that', cleared(), at(minus(since, duration(1))), false],
    ['not for another reason', cleared(), gone('other').member, false],
    ['where people are to decide about it', blockedOn(other), at(now), true],
    ['not where they are to decide about others', blockedOn(id), at(now), false],
    ['not where nothing was changed on this ground', { kind: 'observing', since }, at(now), false],
  ])('%s', (_when, stance, each, counts) => {
    expect(isLostNow(kase(stance), each)).toBe(counts);
  });
});

describe('ended with calls rejected counts', () => {
  const watch = { readAt: now, rejected: 1, aliveHours: 0 };
  const at = (goneAt: Member['goneAt']) => gone('other', { goneAt, watch }).member;
  const moment = duration(1);
  test.each<[string, Stance, Member, boolean]>([
    ['once the case was cleared', cleared(), at(plus(since, moment)), true],
    ['not where it was by then', cleared(), at(since), false],
    ['where people are to decide about it', blockedOn(other), at(since), true],
    ['not where it went after they were told', blockedOn(other), at(plus(since, moment)), false],
    ['not where they are to decide about others', blockedOn(id), at(since), false],
    ['not where nothing was rejected', cleared(), gone('other').member, false],
    ['not where it is still there', blockedOn(other), { ...at(null), phase: 'watched' }, false],
    ['not where nothing was changed on this ground', { kind: 'observing', since }, at(now), false],
  ])('%s', (_when, stance, each, counts) => {
    expect(isLostNow(kase(stance), each)).toBe(counts);
  });
});

describe('until its group has said why, one that was being watched', () => {
  const unexplained = [gone('unknown'), optional()];

  test('holds enforcement, on evidence and after a grace window', () => {
    for (const ground of ['zero', 'grace-ended'] as const) {
      const waits = decideOn(cleared(ground), unexplained);
      expect(waits).toMatchObject({
        reason: 'removal-unexplained',
        detail: 'Enforcement waits: it is not known yet why Auto Scaling ended an instance that had been changed.',
        case: {
          hold: 'facts-unreadable',
          holdDetail: 'it is not known yet why Auto Scaling ended an instance that had been changed',
          dueAt: plus(now, times(HOUR, 0.25)),
        },
      });
    }
    expect(decideOn(cleared(), [gone('other'), optional()]).reason).not.toBe('removal-unexplained');
  });

  test('does not hold what an operator ordered', () => {
    expect(decideOn(cleared('operator'), unexplained).reason).toBe('enforce');
  });
});

describe('once it has said so', () => {
  test('what else was changed is taken back, on its word and on the calls that were rejected', () => {
    const alone = decideOn(cleared(), [gone('unhealthy'), watched()]);
    expect(takenBack(alone)).toEqual([id]);
    expect(alone.detail).toBe('Auto Scaling replaced 1 instance as unhealthy after the change.');
    const rejecting = watched({ watch: { readAt: now, rejected: 2, aliveHours: 1 } });
    expect(decideOn(cleared(), [gone('unhealthy'), rejecting]).detail).toBe(
      '2 calls without a token rejected on 1 instance. Auto Scaling replaced 1 instance as unhealthy after the change.',
    );
    expect(decideOn(cleared(), [gone('other'), rejecting]).detail).toBe(
      '2 calls without a token rejected on 1 instance.',
    );
  });

  test('one rollback is counted where nothing is left to be taken back, however many were replaced', () => {
    const both = [gone('unhealthy'), gone('unhealthy', { id: 'i-2' }), optional()];
    const decision = decideOn(cleared(), both, 'used');
    expect(takenBack(decision)).toEqual([other]);
    expect(decision.case).toMatchObject({ rollbacks: 1, stance: { kind: 'grace' } });
  });

  test('people decide where only what is long secured shows calls', () => {
    const late = watched({ phase: 'secured', watch: { readAt: now, rejected: 1, aliveHours: 30 } });
    expect(decideOn(cleared(), [late, optional()]).case.stance).toMatchObject({ reason: 'rejected-calls' });
    const decision = decideOn(cleared(), [late, gone('unhealthy')]);
    expect([takenBack(decision), decision.case.stance]).toMatchObject([[id], { reason: 'rolling-back' }]);
  });

  describe('of one that ended with calls rejected', () => {
    const ended = gone('other', { watch: { readAt: now, rejected: 3, aliveHours: 2 } });
    const secured = watched({ phase: 'secured', watch: { readAt: now, rejected: 0, aliveHours: 30 } });

    test('what else was changed is taken back, long secured members not', () => {
      const decision = decideOn(cleared(), [
        ended,
        watched(),
        { ...secured, member: { ...secured.member, id: 'i-3' } },
      ]);
      expect(takenBack(decision)).toEqual([id]);
      expect(decision.detail).toBe('3 calls without a token rejected on 1 instance.');
      expect(decision.case.stance).toMatchObject({ reason: 'rolling-back', instanceIds: [other] });
    });

    test('one rollback is counted where nothing is left to be taken back', () => {
      const decision = decideOn(cleared(), [ended, optional()], 'used');
      expect([takenBack(decision), decision.case.rollbacks]).toEqual([[other], 1]);
    });

    test.each<[string, Ground, readonly MemberView[]]>([
      ['where all that is left is long secured', 'zero', [ended, secured]],
      ['after a grace window', 'grace-ended', [ended, watched()]],
    ])('people decide %s, and the case waits for them', (_when, ground, known) => {
      const decision = decideOn(cleared(ground), known);
      expect(decision.case.stance).toMatchObject({ reason: 'rejected-calls', instanceIds: [other] });
      expect(takenBack(decision)).toEqual([]);
      expect(decideOn(decision.case.stance, known).reason).toBe('blocked:rejected-calls');
    });
  });

  test('a case that people are to decide about waits, whatever else is there', () => {
    const unharmed = { ...watched().member, id: 'i-3' };
    const waits = decideOn(blockedOn(other), [gone('unhealthy'), { member: unharmed, facts: watched().facts }]);
    expect(waits).toMatchObject({ reason: 'blocked:rejected-calls', changed: false });
  });
});
