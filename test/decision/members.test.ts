import { describe, expect, test } from 'vitest';
import { coversMember, isCandidate, observeMembers } from '../../src/decision/members.ts';
import type { Stance } from '../../src/domain/case.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { type Member, phases } from '../../src/domain/member.ts';
import { DAY, floorTo, HOUR, type Instant, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { enforcement, exception, facts, id, kase, member, now } from './situation.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const minutesAgo = (minutes: number) => minus(now, times(MINUTE, minutes));
const modifying = member({ phase: 'modifying', enforcement: enforcement({ at: minutesAgo(19) }) });
const rollback = { effectId: 'rollback/1', at: now, by: 'bob', why: 'checkout is down' };
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
  for (const { why } of changes) expect(why).toMatch(/^\S.*\S$/);
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
    [
      'a change that is not on record never counts as applied',
      member({ phase: 'modifying' }),
      facts({ options: required }),
      'modifying',
    ],
    [
      'what is being taken back is never secured',
      { ...watched(0, 30), rollback },
      facts({ options: required }),
      'watched',
    ],
    [
      'what is not on record is watched on',
      { ...watched(0, 24), enforcement: null },
      facts({ options: required }),
      'watched',
    ],
    ['what was never read is watched on', { ...watched(0, 24), watch: null }, facts({ options: required }), 'watched'],
    ['what is gone stays gone', member({ phase: 'gone', goneAt: now }), facts(), 'gone'],
  ])('%s', (_name, before, seen, phase) => {
    expect(phaseOf(before, seen)).toBe(phase);
  });

  test.each([
    ['is pending', { ...required, tokens: 'optional', state: 'pending' }, {}],
    ['is required and pending', { ...required, state: 'pending' }, {}],
    ['is optional, and another change was refused', facts().options, { effectId: 'enforce/another' }],
  ] as const)('a change is not given up while it %s', (_what, options, over) => {
    const refusal = { effectId: enforcement().effectId, instanceId: id, at: now, reason: 'no', ...over };
    const outbox = [{ kind: 'ticket', id: 'ticket/open/v5', action: 'open', notBefore: null, tries: 0 }];
    expect(phaseOf(modifying, facts({ options }), { refusals: [refusal], outbox })).toBe('modifying');
    const unrecorded = { ...modifying, enforcement: null };
    expect(phaseOf(unrecorded, facts({ options }), { refusals: [refusal], outbox })).toBe('modifying');
  });

  const settled = { ...modifying, enforcement: enforcement({ at: minutesAgo(20) }) };
  test.each<[string, Member, Partial<InstanceFacts>, string]>([
    ['twenty minutes after the change', settled, {}, 'optional'],
    ['sooner: EC2 may answer as if it had not been', modifying, {}, 'modifying'],
    ['so long after a start', settled, { launchedAt: minutesAgo(20) }, 'optional'],
    ['sooner after a start', settled, { launchedAt: minutesAgo(19) }, 'modifying'],
    ['on a stopped instance, which takes it when it starts', settled, { state: 'stopped' }, 'modifying'],
    ['of a change that is not on record', { ...settled, enforcement: null }, {}, 'modifying'],
  ])('what EC2 shows as optional and applied was set back, %s', (_when, before, seen, phase) => {
    expect(phaseOf(before, facts(seen))).toBe(phase);
  });

  test('what is not applied yet, or not as optional, was not set back', () => {
    const options = facts().options;
    expect(phaseOf(settled, facts({ options: { ...options, state: 'pending' } }))).toBe('modifying');
    expect(phaseOf(settled, facts({ options: required }))).toBe('watched');
  });

  test('a change that is applied is on record since then', () => {
    const { members } = observeMembers(
      [{ member: modifying, facts: facts({ options: required }) }],
      kase({ kind: 'observing', since: now }),
      DAY,
      now,
    );
    expect(members[0]?.member.enforcement).toEqual(enforcement({ at: minutesAgo(19), appliedAt: now }));
  });

  test('a rejected call on one keeps all of them from being secured', () => {
    const secured = (rejected: number) =>
      observeMembers(
        [watched(rejected, 24), watched(0, 24), member()].map((each) => ({
          member: each,
          facts: facts({ options: required }),
        })),
        kase({ kind: 'observing', since: now }),
        DAY,
        now,
      ).changes.map(({ why }) => why);
    expect(secured(1)).toEqual([]);
    const why = '24 hours alive, its workload watched out, and no call rejected';
    expect(secured(0)).toEqual([why, why]);
  });

  test('a start after the change proves it, one at that very moment does not', () => {
    const since = minus(now, times(HOUR, 5));
    const started = (launchedAt: number) => {
      const each = {
        ...watched(0, 1),
        launchedAt: instant(launchedAt),
        enforcement: enforcement({ appliedAt: since }),
      };
      const seen = facts({ launchedAt: instant(launchedAt), options: required });
      const { changes } = observeMembers([{ member: each, facts: seen }], kase({ kind: 'observing', since }), DAY, now);
      return changes.map(({ why }) => why);
    };
    expect(started(since)).toEqual([]);
    expect(started(since + 1)).toEqual(['1 hour alive, a start among them, and no call rejected']);
  });

  test('a start proves it once the hour after it has settled', () => {
    const launchedAt = minus(now, times(HOUR, 3));
    const settled = minus(now, times(HOUR, 1.8));
    const read = (readAt: number) => {
      const watch = { readAt: instant(readAt), rejected: 0, aliveHours: 1 };
      const each = { ...watched(0, 1), launchedAt, watch, enforcement: enforcement({ appliedAt: minus(now, DAY) }) };
      return phaseOf(each, facts({ launchedAt, options: required }));
    };
    expect([read(settled - 1), read(settled)]).toEqual(['watched', 'secured']);
  });

  test('what is taken back counts as used, with no call that MetadataNoToken did not show', () => {
    const back = (more: Partial<Member>) =>
      observeMembers(
        [{ member: { ...watched(3, 5), rollback, ...more }, facts: facts() }],
        kase({ kind: 'observing', since: now }),
        DAY,
        now,
      );
    const lastUse = floorTo(now, HOUR);
    expect(back({}).members[0]?.member).toMatchObject({
      phase: 'rolled-back',
      watch: null,
      use: { calls: 0, lastUse },
    });
    expect(back({}).changes[0]?.why).toBe('taken back: checkout is down');
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
      watch: { readAt: now, rejected: 0, aliveHours: 1 },
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

  test('and whose last calls could not be read keeps the others from being secured', () => {
    const read = (readAt: Instant) => ({ readAt, rejected: 0, aliveHours: 1 });
    const unread = inGroup('gone', { goneAt: minus(now, HOUR), watch: read(minus(now, HOUR)) });
    expect(look(unread).map(({ phase }) => phase)).toEqual(['gone', 'watched']);
    const dueNow = inGroup('gone', { goneAt: minutesAgo(15), watch: read(minutesAgo(15)) });
    expect(look(dueNow).map(({ phase }) => phase)).toEqual(['gone', 'watched']);
    const tooEarly = inGroup('gone', { goneAt: now, watch: read(now) });
    expect(look(tooEarly).map(({ phase }) => phase)).toEqual(['gone', 'secured']);
  });

  test('is not one that has only just been changed: it keeps nobody from being secured', () => {
    const fresh = { member: member({ ...watched(0, 0), watch: null }), facts: facts({ options: required }) };
    expect(observeMembers([fresh, other], CLEARED, DAY, now).members.map((each) => each.member.phase)).toEqual([
      'watched',
      'secured',
    ]);
  });

  test('and called in vain keeps the others from being secured, a start among what they lived through or not', () => {
    const watch = { readAt: now, rejected: 1, aliveHours: 1 };
    const launchedAt = minus(now, times(HOUR, 5));
    const restarted = { member: { ...other.member, launchedAt }, facts: facts({ launchedAt, options: required }) };
    const lookAt = (gone: Member) =>
      observeMembers([{ member: gone, facts: null }, restarted], CLEARED, DAY, now).members[1]?.member.phase;
    expect(lookAt(inGroup('gone', { watch, goneAt: now }))).toBe('watched');
    expect(lookAt(inGroup('gone', { watch, goneAt: minus(now, times(DAY, 2)) }))).toBe('secured');
  });

  test('and called in vain stands against no later change, once its workload is judged anew', () => {
    const gone = (rejected: number) =>
      member({ ...inGroup('gone', { goneAt: minus(now, DAY) }), watch: { readAt: now, rejected, aliveHours: 5 } });
    const since = minus(now, HOUR);
    const stances: readonly Stance[] = [
      { kind: 'cleared', since, ground: 'zero', settledAt: null },
      { kind: 'observing', since },
    ];
    const seen = (rejected: number) =>
      stances.map(
        (stance) =>
          observeMembers([{ member: gone(rejected), facts: null }], kase(stance), DAY, now).members[0]?.member.watch,
      );
    expect(seen(1)).toEqual([
      { readAt: now, rejected: 1, aliveHours: 5 },
      { readAt: now, rejected: 0, aliveHours: 0 },
    ]);
    expect(seen(0).map((watch) => watch?.aliveHours)).toEqual([5, 5]);
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

test('an exception by tag is about what is seen to carry the tag', () => {
  const tagged = { ...exception, scope: { kind: 'tag', key: 'Stage', value: 'legacy' } } as const;
  const on = kase({ kind: 'observing', since: now });
  expect(coversMember(tagged, on, { member: member(), facts: facts({ tags: { Stage: 'legacy' } }) })).toBe(true);
  expect(coversMember(tagged, on, { member: member(), facts: null })).toBe(false);
});

describe('a candidate', () => {
  test.each(phases)('is what allows IMDSv1 as far as is known: %s', (phase) => {
    expect(isCandidate({ member: member({ phase }), facts: facts() })).toBe(
      ['optional', 'rolled-back'].includes(phase),
    );
    expect(isCandidate({ member: member({ phase }), facts: null })).toBe(false);
  });
});

test('what was taken back stays so, whoever requires tokens on it then', () => {
  const back = member({ phase: 'rolled-back', enforcement: enforcement(), rollback });
  expect(phaseOf(back, facts({ options: required }))).toBe('rolled-back');
});
