import { describe, expect, test } from 'vitest';
import type { StanceKind } from '../../src/domain/case.ts';
import type { Member } from '../../src/domain/member.ts';
import { DAY, HOUR, type Instant, instant, minus, parseInstant } from '../../src/domain/time.ts';
import { isWatchOld, useDueAt, watchDueAt } from '../../src/evidence/cadence.ts';
import { ago, enforcement as enforcementAt, facts, member, memberUse, NOW } from '../support/build.ts';

const at = (text: string) => parseInstant(`2026-${text}:00.000Z`);
const read = memberUse();
/** Where the reading of `read` began: policy looks back no further. */
const from = at('02-16T10:00');
const enforcement = enforcementAt(at('02-28T09:35'));

const changed = { phase: 'watched', enforcement } as const;

describe('the use of a member is read', () => {
  test.each<[string, Partial<Member>, StanceKind, string | null]>([
    ['first when its start has settled', { use: null }, 'observing', '03-02T08:10'],
    ['daily while it is observed', { use: read }, 'observing', '03-03T09:10'],
    ['daily in a grace window', { use: read }, 'grace', '03-03T09:10'],
    ['weekly under an exception', { use: read }, 'excepted', '03-09T09:10'],
    ['not while it is being changed', { use: read, phase: 'modifying' }, 'cleared', null],
    ['not once tokens are required: the metric is gone', { use: read, phase: 'watched' }, 'cleared', null],
    [
      'when the change is seen',
      { use: memberUse({ readAt: at('02-28T09:10') }), ...changed },
      'cleared',
      '02-28T09:35',
    ],
    ['once more after it', { use: memberUse({ readAt: at('02-28T09:49') }), ...changed }, 'cleared', '02-28T09:50'],
    ['no more after that', { use: memberUse({ readAt: at('02-28T09:50') }), ...changed }, 'cleared', null],
  ])('%s', (_when, over, stance, due) => {
    const launchedAt = over.use === null ? at('03-02T06:30') : ago('P20D');
    expect(useDueAt(member(over), facts({ launchedAt }), stance, from)).toBe(due === null ? null : at(due));
  });

  test('once more when a new start has settled', () => {
    const launchedAt = at('03-02T09:20');
    expect(useDueAt(member({ use: read }), facts({ launchedAt }), 'excepted', from)).toBe(at('03-02T11:10'));
  });

  test.each([
    ['again where it was of another start, though made later', ago('P3D'), NOW, '03-02T08:10'],
    ['daily from the moment its start had settled', at('03-02T06:30'), at('03-02T08:10'), '03-03T08:10'],
  ])('%s', (_when, start, readAt, due) => {
    const use = memberUse({ readAt, start: { at: start, seen: true, calls: 0 } });
    expect(useDueAt(member({ use }), facts({ launchedAt: at('03-02T06:30') }), 'observing', from)).toBe(at(due));
  });

  test('again where the last reading was before its start had settled', () => {
    const launchedAt = at('03-02T08:50');
    const use = memberUse({ start: { at: launchedAt, seen: false, calls: 0 } });
    expect(useDueAt(member({ use }), facts({ launchedAt }), 'observing', from)).toBe(at('03-02T10:10'));
  });

  test('at a new start no later than it would be without', () => {
    const launchedAt = at('03-02T09:20');
    const use = memberUse({ readAt: at('03-01T09:30') });
    expect(useDueAt(member({ use }), facts({ launchedAt }), 'observing', from)).toBe(at('03-02T09:10'));
  });

  test('not while EC2 does not show it', () => {
    expect(useDueAt(member(), null, 'observing', from)).toBeNull();
  });
});

describe('where policy looks further back than it did', () => {
  const further = minus(from, HOUR);
  const due = (over: Partial<Member>, seen: ReturnType<typeof facts> | null = facts({ launchedAt: ago('P20D') })) =>
    useDueAt(member({ use: read, ...over }), seen, 'excepted', further);

  test.each(['optional', 'modifying', 'watched', 'secured', 'rolled-back'] as const)('what is %s is read', (phase) => {
    expect(due({ phase })).toBe(read.readAt);
  });

  test('so is what is gone, unless nobody is left for whom it could speak', () => {
    const gone = { phase: 'gone', goneAt: ago('P2D') } as const;
    expect(due(gone, null)).toBe(read.readAt);
    expect(due({ ...gone, caseId: `us-east-1/i:${member().id}` }, null)).toBeNull();
  });

  test('so is what was read by a version that did not say where it began', () => {
    const use = memberUse({ since: null });
    expect(useDueAt(member({ use, phase: 'secured' }), null, 'cleared', from)).toBe(use.readAt);
  });

  test('what was never read is read when it would have been', () => {
    expect(due({ use: null, phase: 'secured' })).toBeNull();
  });
});

describe('what is gone is read', () => {
  const gone = { phase: 'gone', goneAt: at('03-02T09:00') } as const;
  test.each<[string, Partial<Member>, string | null]>([
    ['a last time', { use: memberUse({ readAt: ago('P1D') }) }, '03-02T09:00'],
    ['when it never was', {}, '03-02T09:00'],
    ['a last time once nothing can be added', { use: memberUse({ readAt: gone.goneAt }) }, '03-02T09:15'],
    ['also where it was read a little before', { use: memberUse({ readAt: at('03-02T09:14') }) }, '03-02T09:15'],
    ['no more after that', { use: memberUse({ readAt: at('03-02T09:15') }) }, null],
    ['no more where nobody knows when it went', { use: read, goneAt: null }, null],
    ['also where tokens had been required: that may have been taken back', { enforcement }, '03-02T09:00'],
    ['not where nobody is left for whom it could speak', { caseId: `us-east-1/i:${member().id}` }, null],
  ])('%s', (_when, over, due) => {
    expect(useDueAt(member({ ...gone, ...over }), null, 'observing', from)).toBe(due === null ? null : at(due));
  });
});

describe('rejected calls of what is gone are read', () => {
  const gone = { phase: 'gone', goneAt: at('03-02T09:00'), enforcement } as const;
  const readAt = (text: string) => ({ readAt: at(text), rejected: 0, aliveHours: 3 });
  const mark = { effectId: 'rollback/1', at: at('03-02T08:00'), by: 'x', why: 'y' };
  test.each<[string, Partial<Member>, string | null]>([
    ['when they never were', { watch: null }, '03-02T09:00'],
    ['when it is missed', { watch: readAt('03-02T08:45') }, '03-02T09:00'],
    ['a last time once nothing can be added', { watch: readAt('03-02T09:00') }, '03-02T09:15'],
    ['no more after that', { watch: readAt('03-02T09:15') }, null],
    ['also where EC2 never showed the change', { enforcement: { ...enforcement, appliedAt: null } }, '03-02T09:00'],
    ['not where it was being taken back', { rollback: mark }, null],
    ['not where nothing was changed', { enforcement: null }, null],
    ['not where nobody is left for whom they could speak', { caseId: `us-east-1/i:${member().id}` }, null],
  ])('%s', (_when, over, due) => {
    expect(watchDueAt(member({ ...gone, ...over }), 'closed', HOUR)).toBe(due === null ? null : at(due));
  });
});

describe('rejected calls are read', () => {
  const watch = { readAt: NOW, rejected: 0, aliveHours: 3 };
  const early = { ...watch, readAt: at('02-28T12:10') };
  test.each<[string, Partial<Member>, StanceKind, string | null]>([
    ['a quarter of an hour after the change', { phase: 'watched', enforcement }, 'cleared', '02-28T09:50'],
    [
      'every hour from the moment it has soaked',
      { phase: 'watched', enforcement, watch: { ...watch, readAt: at('02-28T10:35') } },
      'cleared',
      '02-28T11:10',
    ],
    ['every hour after that', { phase: 'watched', enforcement, watch: early }, 'cleared', '02-28T13:10'],
    ['daily while the case is blocked', { phase: 'watched', enforcement, watch: early }, 'blocked', '03-01T12:10'],
    ['weekly for good once it is secured', { phase: 'secured', enforcement, watch }, 'closed', '03-09T09:10'],
    [
      'not before the change was applied',
      { phase: 'watched', enforcement: { ...enforcement, appliedAt: null } },
      'cleared',
      null,
    ],
    ['not of what was taken back', { phase: 'rolled-back', enforcement, watch }, 'cleared', null],
    ['not where nothing was changed', {}, 'cleared', null],
  ])('%s', (_when, over, stance, due) => {
    expect(watchDueAt(member(over), stance, HOUR)).toBe(due === null ? null : at(due));
  });
});

describe('rejected calls of what was secured are old', () => {
  const secured = (readAt: Instant | null, over: Partial<Member> = {}): Member =>
    member({
      phase: 'secured',
      enforcement,
      watch: readAt && { readAt, rejected: 0, aliveHours: 24 },
      ...over,
    });
  const changedAt = (appliedAt: Instant | null) => ({ enforcement: { ...enforcement, appliedAt } });
  const yesterday = minus(NOW, DAY);
  const before = instant(yesterday - 1);
  test.each<[string, Member, boolean]>([
    ['after a day', secured(before), true],
    ['not on the day', secured(yesterday), false],
    ['where they were never read, a day after the change', secured(null, changedAt(before)), true],
    ['not sooner', secured(null, changedAt(yesterday)), false],
    ['not where the change is not ours', secured(before, { enforcement: null }), false],
    ['not where it was never seen as applied', secured(before, changedAt(null)), false],
    ['not while they are watched', secured(before, { phase: 'watched' }), false],
  ])('%s', (_when, each, old) => {
    expect(isWatchOld(each, NOW)).toBe(old);
  });
});
