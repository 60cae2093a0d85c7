import { describe, expect, test } from 'vitest';
import { endedUse } from '../../src/decision/ended-use.ts';
import { endNotices, graceMoments, nextLook } from '../../src/decision/next-look.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { BlockedReason, Stance } from '../../src/domain/case.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import type { Member } from '../../src/domain/member.ts';
import { DAY, HOUR, type Instant, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { enforcement, facts, kase, member, now, policy } from './situation.ts';

const since = minus(now, times(DAY, 60));
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const rollback = { effectId: 'rollback/1', at: now, by: 'bob', why: 'checkout is down' };
const cleared: Stance = { kind: 'cleared', since, ground: 'zero', settledAt: null };
const observing: Stance = { kind: 'observing', since };
const excepted = (until: Instant): Stance => ({
  kind: 'excepted',
  since,
  exceptionIds: ['e-1'],
  until,
  unneededTold: false,
  reminded: [],
});
const grace = (deadline: Instant | null): Stance => ({
  kind: 'grace',
  since,
  window: policy.grace.window,
  missing: null,
  noticeAt: now,
  deadline,
  reminded: [],
});
const blockedFor = (reason: BlockedReason): Stance => ({
  kind: 'blocked',
  since,
  reason,
  instanceIds: [],
  ground: null,
  takeBack: 'nothing',
});
const blocked = blockedFor('escalated');
const seen = (more: Partial<Member> = {}, shown: Partial<InstanceFacts> | null = {}): MemberView => ({
  member: member(more),
  facts: shown === null ? null : facts(shown),
});
const watched = (more: Partial<Member> = {}): MemberView =>
  seen(
    {
      phase: 'watched',
      enforcement: enforcement({ appliedAt: minus(now, DAY) }),
      watch: { readAt: now, rejected: 0, aliveHours: 23 },
      ...more,
    },
    { options: required },
  );
const unread = { phase: 'gone', goneAt: minus(now, HOUR) } as const;
const closedEndpoint = { options: { ...facts().options, endpoint: 'disabled' } } as const;

describe('a case is looked at again', () => {
  /** A day later the first hour that could not be seen now has settled. */
  const daily = 23 * 60 + 10;
  const week = 7 * 24 * 60;
  test.each<[string, Stance, MemberView, number]>([
    ['daily while something is to be judged', observing, seen(), daily],
    ['soon while EC2 applies a change', cleared, seen({ phase: 'modifying' }), 5],
    ['hourly while that instance is stopped', cleared, seen({ phase: 'modifying' }, { state: 'stopped' }), 60],
    ['hourly while EC2 does not show it', cleared, seen({ phase: 'modifying' }, null), 60],
    ['soon while what was watched is taken back', cleared, watched({ rollback }), 5],
    ['soon while what was secured is taken back', cleared, watched({ phase: 'secured', rollback }), 5],
    ['daily once it is taken back', observing, seen({ phase: 'rolled-back', rollback }), daily],
    ['hourly while it is watched', cleared, watched(), 10],
    ['at once for what is gone and was never read', observing, seen({ ...unread, use: null }, null), 1 / 60_000],
    ['weekly where nothing is to be judged', observing, seen({}, closedEndpoint), week],
    ['daily where people are waited for', blocked, seen({}, closedEndpoint), 24 * 60],
    ['at the end of an exception', excepted(plus(now, times(HOUR, 5))), seen({}, closedEndpoint), 300],
    ['a week before it', excepted(plus(now, times(DAY, 8))), seen({}, closedEndpoint), 24 * 60],
    ['no more for an exception that ends now', excepted(now), seen({}, closedEndpoint), week],
    ['no more for the end that is past', excepted(minus(now, DAY)), seen({}, closedEndpoint), week],
    ['at the deadline', grace(plus(now, times(HOUR, 3))), seen(), 180],
    ['at a reminder', grace(plus(now, times(HOUR, 30))), seen(), 360],
    ['no more for a deadline that is past', grace(minus(now, DAY)), seen(), daily],
    ['no more for a deadline that is now', grace(now), seen({}, closedEndpoint), week],
    ['daily before anybody was told', grace(null), seen(), daily],
  ])('%s', (_when, stance, view, minutes) => {
    expect(nextLook(kase(stance), [view], null, policy, now)).toBe(instant(now + minutes * MINUTE));
  });

  test('when what holds it can be gone, at the latest in an hour', () => {
    const hold = { kind: 'paused', detail: 'a release' } as const;
    expect(nextLook(kase(observing), [seen()], hold, policy, now)).toBe(plus(now, HOUR));
    const until = plus(now, MINUTE);
    expect(nextLook(kase(observing), [seen()], { ...hold, until }, policy, now)).toBe(until);
  });

  test('daily under an exception where at least one is to be judged', () => {
    const other = seen({ id: 'i-2' }, closedEndpoint);
    const due = nextLook(kase(excepted(plus(now, times(DAY, 30)))), [other, seen()], null, policy, now);
    expect(due).toBe(plus(now, DAY));
  });

  test('never once it is closed', () => {
    expect(nextLook(kase({ kind: 'closed', since, reason: 'managed' }), [seen()], null, policy, now)).toBeNull();
  });

  test('not for a drift that people were told of', () => {
    const drift = {
      eventId: 'e-1',
      at: minus(now, DAY),
      enforcedAt: since,
      instanceId: member().id,
      principal: null,
      tool: null,
      what: ['tokens'] as const,
      judged: true,
    };
    const due = (told: boolean) =>
      nextLook(kase(observing, { drifts: [{ ...drift, told }] }), [seen()], null, policy, now);
    expect(due(true)).toBe(instant(now + daily * MINUTE));
    expect(due(false)).toBe(now + 1);
  });
});

test('people are told of the end of an exception a week and a day before, where it lasts longer than that', () => {
  const lasting = (by: number) =>
    endNotices({ ...excepted(instant(now + by)), since: now } as Extract<Stance, { kind: 'excepted' }>);
  expect(lasting(7 * DAY + 1)).toEqual([7 * DAY, DAY]);
  expect(lasting(7 * DAY)).toEqual([DAY]);
  expect(lasting(DAY)).toEqual([]);
});

test('of a grace window what is still to come counts', () => {
  const { base } = parsePolicy({ grace: { reminders: ['P7D', 'P1D'] } });
  expect(graceMoments(null, base, now)).toEqual([]);
  const deadline = plus(now, times(DAY, 7));
  expect(graceMoments(deadline, base, now)).toEqual([deadline, minus(deadline, DAY)]);
  expect(graceMoments(now, base, now)).toEqual([]);
});

describe('calls count as ended', () => {
  const quiet = minus(now, policy.grace.quiet);
  const last = minus(quiet, HOUR);
  const using = (lastUse: Instant | null): MemberView => {
    const { use } = member();
    return seen({ use: use && { ...use, lastUse } });
  };
  const before = instant(1);
  test.each<[string, Stance, readonly MemberView[], Instant]>([
    ['of people in a grace window who were quiet for so long', grace(now), [using(last)], last],
    ['under an exception', excepted(now), [using(last)], last],
    ['after a window that left it to people', blocked, [using(last)], last],
    ['after a window, where hops are short', blockedFor('container-hop-limit'), [using(last)], last],
    ['not where it is blocked for anything else', blockedFor('rejected-calls'), [using(last)], before],
    ['not in a window of which nobody could be told yet', grace(null), [using(last)], before],
    ['not a moment sooner', blocked, [using(instant(last + 1))], before],
    ['by the last of all of them', blocked, [using(last), using(minus(last, DAY))], last],
    ['not while one goes on', blocked, [using(last), using(now)], before],
    ['whatever was not read, or never used', blocked, [seen({ use: null }), using(null), using(last)], last],
    ['not where there were none', blocked, [using(null)], before],
    ['not while it is observed', observing, [using(last)], before],
    ['not once it was cleared', cleared, [using(last)], before],
  ])('%s', (_when, stance, members, ended) => {
    expect(endedUse(kase(stance, { endedUse: before }), members, policy, now)).toBe(ended);
  });
});
