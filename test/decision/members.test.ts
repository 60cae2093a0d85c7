import { describe, expect, test } from 'vitest';
import { observeMembers } from '../../src/decision/members.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import type { Member } from '../../src/domain/member.ts';
import { DAY, minus, plus, times } from '../../src/domain/time.ts';
import { enforcement, facts, id, kase, member, now } from './situation.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const modifying = member({ phase: 'modifying', enforcement: enforcement() });
const watched = (rejected: number, aliveHours: number) =>
  member({
    phase: 'watched',
    enforcement: enforcement({ appliedAt: minus(now, DAY) }),
    watch: { readAt: now, rejected, aliveHours },
  });

function phaseOf(before: Member, seen: InstanceFacts | null, changed = {}): string {
  const { members, changes } = observeMembers(
    [{ member: before, facts: seen }],
    kase({ kind: 'observing', since: now }, changed),
    DAY,
    now,
  );
  const phase = members[0]?.member.phase ?? 'none';
  expect(changes.map(({ to }) => to)).toEqual(phase === before.phase ? [] : [phase]);
  return phase;
}

describe('the phase of a member', () => {
  test.each([
    ['what EC2 no longer knows is gone', member(), null, 'gone'],
    ['what is shutting down is gone', member(), facts({ state: 'shutting-down' }), 'gone'],
    ['what is stopped stays', member(), facts({ state: 'stopped' }), 'optional'],
    [
      'a change counts only when EC2 shows it applied',
      modifying,
      facts({ options: { ...required, state: 'pending' } }),
      'modifying',
    ],
    ['an applied change is watched', modifying, facts({ options: required }), 'watched'],
    ['without the hours a watch goes on', watched(0, 23), facts({ options: required }), 'watched'],
    ['hours alive without a rejected call secure it', watched(0, 24), facts({ options: required }), 'secured'],
    ['a rejected call never secures', watched(1, 48), facts({ options: required }), 'watched'],
    ['what somebody loosened is optional again', watched(0, 30), facts(), 'optional'],
    ['what is gone stays gone', member({ phase: 'gone', goneAt: now }), facts(), 'gone'],
  ])('%s', (_name, before, seen, phase) => {
    expect(phaseOf(before, seen)).toBe(phase);
  });

  test('a change that EC2 refused is taken off the member', () => {
    const refusals = [{ effectId: enforcement().effectId, instanceId: id, at: now, reason: 'UnauthorizedOperation' }];
    expect(phaseOf(modifying, facts(), { refusals })).toBe('optional');
  });

  test('a change whose effect is still owed, and that EC2 does not show, was not made', () => {
    const owed = {
      kind: 'enforce',
      id: enforcement().effectId,
      notBefore: null,
      tries: 1,
      instanceId: id,
      ground: 'zero',
      evidence: enforcement().evidence,
      decidedAt: now,
      expects: { launchedAt: facts().launchedAt, options: facts().options },
    } as const;
    expect(phaseOf(modifying, facts(), { outbox: [owed] })).toBe('optional');
    expect(phaseOf(modifying, facts({ options: required }), { outbox: [owed] })).toBe('watched');
  });

  test('a start is noted', () => {
    const launchedAt = plus(now, DAY);
    const { members } = observeMembers(
      [{ member: member(), facts: facts({ launchedAt }) }],
      kase({ kind: 'observing', since: now }),
      DAY,
      now,
    );
    expect(members[0]?.member.launchedAt).toBe(launchedAt);
  });

  test('a first sight is told as a change', () => {
    const { changes } = observeMembers(
      [{ member: member({ version: 0 }), facts: facts() }],
      kase({ kind: 'observing', since: now }),
      DAY,
      now,
    );
    expect(changes).toEqual([{ id, from: '', to: 'optional', why: 'first seen' }]);
  });
});

describe('a member that ends while its change is watched', () => {
  const CLEARED = kase({ kind: 'cleared', since: minus(now, DAY), ground: 'zero', settledAt: null });
  const inGroup = (phase: Member['phase'], changed: Partial<Member> = {}) =>
    member({
      id: 'i-0000000000000000f',
      phase,
      enforcement: enforcement({ appliedAt: minus(now, DAY), group: 'orders' }),
      ...changed,
    });
  const other = { member: watched(0, 48), facts: facts({ options: required }) };
  const look = (gone: Member) =>
    observeMembers([{ member: gone, facts: null }, other], CLEARED, DAY, now).members.map((view) => view.member);

  test.each(['modifying', 'watched'] as const)(
    'and was %s is to be asked about: until then nobody is secured',
    (phase) => {
      const [gone, left] = look(inGroup(phase));
      expect(gone).toMatchObject({ phase: 'gone', removal: { verdict: 'unknown' } });
      expect(left?.phase).toBe('watched');
    },
  );

  test('and was found unhealthy keeps the others from being secured', () => {
    const removal = { verdict: 'unhealthy', cause: 'ELB' } as const;
    expect(look(inGroup('watched', { removal })).map(({ phase }) => phase)).toEqual(['gone', 'watched']);
    expect(look(inGroup('gone', { removal, goneAt: now })).map(({ phase }) => phase)).toEqual(['gone', 'watched']);
  });

  const mark = { effectId: 'rollback/1', at: now, by: 'x', why: 'y' };
  test.each<[string, Member]>([
    ['was ended for another reason', inGroup('gone', { removal: { verdict: 'other', cause: '' }, goneAt: now })],
    [
      'was found unhealthy before it was cleared',
      inGroup('gone', { removal: { verdict: 'unhealthy', cause: '' }, goneAt: minus(now, times(DAY, 2)) }),
    ],
    ['had been secured', inGroup('secured')],
    ['was being taken back', inGroup('watched', { rollback: mark })],
    ['was in no group', inGroup('watched', { enforcement: enforcement() })],
  ])('and %s keeps nobody', (_what, gone) => {
    const [seen, left] = look(gone);
    expect(seen?.removal?.verdict).not.toBe('unknown');
    expect(left?.phase).toBe('secured');
  });
});
