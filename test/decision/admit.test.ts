import { describe, expect, test } from 'vitest';
import { admit, admitOrder, isRestarted, openCase } from '../../src/decision/admit.ts';
import type { Member } from '../../src/domain/member.ts';
import { NOBODY } from '../../src/domain/member.ts';
import { DAY, HOUR, type Instant, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { caseOf, orderOf } from '../support/build.ts';
import { facts, id, kase, member, now } from './situation.ts';

const other = 'i-0123456789abcdef1';
/** Launched on the hour an hour ago: its first hour has settled ten minutes from now. */
const launched = minus(now, HOUR);
const firstSeen = plus(now, times(MINUTE, 10));
const young = facts({ id: other, launchedAt: launched });

test('a case is opened with all that is known, and put on record', () => {
  const opening = { caseId: 'us-east-1/asg:orders', region: 'us-east-1', owner: 'orders-team', why: 'launched', now };
  const opened = openCase({ ...opening, instances: [young, facts({ id, launchedAt: minus(now, MINUTE) })] });
  const entry = {
    caseId: 'us-east-1/asg:orders',
    version: 1,
    at: now,
    trigger: 'launched',
    actor: 'aws',
    fromStance: '',
    toStance: 'observing',
    reason: 'opened',
    detail: 'Seen for the first time: 2 that allow IMDSv1.',
    hold: null,
    evidence: null,
    policyHash: '',
    effects: [],
    members: [],
  };
  expect(opened).toEqual({
    ...caseOf({ id: opening.caseId, workload: 'asg:orders', owner: 'orders-team' }),
    openedAt: now,
    stance: { kind: 'observing', since: now },
    newcomers: [other, id],
    census: { ...NOBODY, optional: 2 },
    outbox: [{ kind: 'journal', id: 'journal/v1', entry, notBefore: null, tries: 0 }],
    dueAt: firstSeen,
  });
  const single = { ...opening, caseId: `us-east-1/i:${id}`, instances: [facts()] };
  expect(openCase(single)).toMatchObject({ workload: `i:${id}`, imageId: facts().imageId, dueAt: now });
});

describe('what is seen of a case', () => {
  const tomorrow = plus(now, DAY);
  const soon = plus(now, MINUTE);
  const observed = (dueAt: Instant | null) => kase({ kind: 'observing', since: now }, { dueAt });
  const stored = member({ launchedAt: minus(now, DAY) });
  const again = facts({ launchedAt: launched });
  const gone = member({ id: 'i-9', phase: 'gone', goneAt: now });
  const back = facts({ id: 'i-9' });

  test.each<[string, readonly Member[], readonly (typeof young)[], Instant | null, readonly string[], Instant | null]>([
    ['a newcomer is looked at once its first hour is seen', [stored], [young], tomorrow, [other], firstSeen],
    ['a newcomer puts no look off', [stored], [young], soon, [other], soon],
    ['a newcomer wakes a case that waits for nothing', [stored], [young], null, [other], firstSeen],
    ['a new start is looked at too', [stored], [again], tomorrow, [], firstSeen],
    ['a new start wakes a case that waits for nothing', [stored], [again], null, [], firstSeen],
    [
      'of both the first to be seen counts',
      [stored],
      [{ ...young, launchedAt: now }, again],
      tomorrow,
      [other],
      firstSeen,
    ],
    ['what was gone is looked at now', [gone], [back], tomorrow, [], now],
    ['what was gone, with a newcomer', [gone], [back, young], tomorrow, [other], now],
    ['what was gone, with a newcomer to a case that is due', [gone], [back, young], now, [other], now],
    ['what was gone, with a new start', [gone, stored], [back, again], tomorrow, [], now],
  ])('%s', (_what, members, instances, dueAt, newcomers, due) => {
    expect(admit(observed(dueAt), members, instances, now)).toMatchObject({ newcomers, dueAt: due });
  });

  test.each<[string, readonly Member[], Instant]>([
    ['a new start, where a look comes sooner', [stored], soon],
    ['a new start, where a look comes then', [stored], firstSeen],
    ['a start that is known', [member({ launchedAt: launched })], tomorrow],
  ])('changes nothing by %s', (_what, members, dueAt) => {
    const before = observed(dueAt);
    expect(admit(before, members, [again], now)).toBe(before);
  });

  test.each(['watched', 'secured', 'gone'] as const)('surprises where it was taken for %s', (phase) => {
    expect(admit(observed(tomorrow), [member({ phase })], [facts()], now).dueAt).toBe(now);
  });

  test('is a new start only of that instance, and where it is open', () => {
    const members = [member({ id: other, launchedAt: instant(0) }), stored];
    expect(isRestarted(members, again)).toBe(true);
    expect(isRestarted(members, facts({ launchedAt: minus(now, DAY) }))).toBe(false);
    expect(isRestarted([member({ ...stored, phase: 'modifying' })], again)).toBe(false);
    expect(isRestarted([member({ ...stored, phase: 'rolled-back' })], again)).toBe(true);
  });
});

test('a second order stands behind the first', () => {
  const [first, second] = [orderOf({ id: 'first' }), orderOf({ id: 'second' })];
  expect(admitOrder(admitOrder(caseOf(), first), second).orders).toEqual([first, second]);
});
