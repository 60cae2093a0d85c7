import { describe, expect, test } from 'vitest';
import type { StanceOf } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import { DAY, type Duration, duration, HOUR, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { decide } from '../support/decide.ts';
import { evidence, facts, free, judgement, kase, member, now, policy, view } from './situation.ts';

const ticket = { id: 'oi-1', openedAt: minus(now, times(DAY, 5)), open: true };
const used = { known: judgement({ state: 'used' }) };
const week = times(DAY, 7);
const escalating = parsePolicy({ grace: { after: 'escalate' } }).base;
const observeOnly = parsePolicy({ mode: 'observe' }).base;

const graceOf = (over: Partial<StanceOf<'grace'>>): StanceOf<'grace'> => ({
  kind: 'grace',
  since: minus(now, times(DAY, 5)),
  window: policy.grace.window,
  missing: null,
  noticeAt: minus(now, times(DAY, 5)),
  deadline: plus(now, times(DAY, 9)),
  reminded: [],
  ...over,
});

const decideOn = (over: Partial<StanceOf<'grace'>>, more: Partial<Parameters<typeof view>[0]> = {}, on = {}) =>
  decide(view({ case: kase(graceOf(over), { ticket, ...on }), evidence: used, ...more }));
const idsOf = ({ case: { outbox } }: ReturnType<typeof decide>) =>
  outbox.flatMap(({ id, kind }) => (kind === 'journal' ? [] : [id]));

describe('a reminder', () => {
  const left = (by: Duration, reminded: readonly Duration[] = [], window = policy.grace.window) =>
    decideOn({ deadline: plus(now, by), reminded, window });

  test.each<[string, Duration, readonly Duration[], readonly string[]]>([
    ['not before its time', duration(week + 1), [], []],
    ['from its time on', week, [], ['P7D']],
    ['once', times(DAY, 6), [week], []],
    ['for each that policy names', times(HOUR, 23), [week], ['P1D']],
    ['in one notice where two have come due', times(HOUR, 23), [], ['P1D']],
  ])('is sent %s', (_when, by, reminded, sent) => {
    const decision = left(by, reminded);
    expect(idsOf(decision)).toEqual(sent.flatMap((text) => ['ticket/update/v8', `notify/reminder/r1/${text}`]));
    expect(decision.reason).toBe(sent.length > 0 ? 'reminder' : 'grace');
  });

  test('is remembered, also the one that a later has taken the place of', () => {
    expect(left(times(HOUR, 23)).case.stance).toMatchObject({ reminded: [week, DAY] });
    expect(left(times(HOUR, 23), [week]).case.stance).toMatchObject({ reminded: [week, DAY] });
  });

  test('is none where the whole window is no longer than that', () => {
    expect(idsOf(left(week, [], week))).toEqual([]);
    expect(idsOf(left(week, [], duration(week + 1)))).toHaveLength(2);
  });

  test('says whether IMDSv1 is used, and until when the window runs', () => {
    const until = 'The grace window runs until 2026-03-29T12:00:00.000Z.';
    const calls = '12 calls without a token, the last in the hour from 2026-03-20T11:00:00.000Z.';
    expect(decideOn({}).detail).toBe(`${calls} ${until}`);
    const unknown = { known: judgement({ state: 'unknown', reason: 'coverage' }) };
    expect(decideOn({}, { evidence: unknown }).detail).toBe(`No call was seen lately. ${until}`);
  });
});

describe('people are told', () => {
  const untold = { noticeAt: null, deadline: null };
  const told = 'notify/grace-started/r1';
  const owed = (effect: object): Effect => ({ notBefore: plus(now, HOUR), tries: 1, ...effect }) as Effect;
  const opening = owed({ kind: 'ticket', id: 'ticket/open/v5', action: 'open' });
  const closing = owed({ kind: 'ticket', id: 'ticket/close/v5', action: 'close' });
  const notice = (occasion: string, id: string) => owed({ kind: 'notify', id, occasion, about: null, detail: null });
  const noTickets = { ...policy, tickets: 'none' as const };

  test.each<[string, Partial<StanceOf<'grace'>>, object, typeof policy, readonly string[]]>([
    ['by ticket and notice', untold, { ticket: null }, policy, ['ticket/open/v8', told]],
    [
      'by the ticket there was, opened again',
      untold,
      { ticket: { ...ticket, open: false } },
      policy,
      ['ticket/update/v8', told],
    ],
    ['by the notice alone where the ticket is open', untold, {}, policy, [told]],
    ['by the ticket alone where the notice is out', { deadline: null }, { ticket: null }, policy, ['ticket/open/v8']],
    ['by the notice alone where there are no tickets', untold, { ticket: null }, noTickets, [told]],
    [
      'once: what is owed is not ordered again',
      untold,
      { ticket: null, outbox: [opening] },
      policy,
      [opening.id, told],
    ],
    [
      'though the old ticket is still to be closed',
      untold,
      { ticket: null, outbox: [closing] },
      policy,
      [closing.id, 'ticket/open/v8', told],
    ],
    ['by no second notice', untold, { outbox: [notice('grace-started', told)] }, policy, [told]],
    [
      'by a ticket though a notice is owed',
      untold,
      { ticket: null, outbox: [notice('exception-ended', 'x')] },
      policy,
      ['x', 'ticket/open/v8', told],
    ],
    ['though another notice is owed', untold, { outbox: [notice('exception-ended', 'x')] }, policy, ['x', told]],
  ])('%s', (_how, stance, on, rules, ids) => {
    const decision = decideOn(stance, { policy: rules }, on);
    expect(idsOf(decision)).toEqual(ids);
    expect(decision.reason).toBe('nobody-told');
    expect(decision.detail).toBe(`Nobody could be told yet: ${decision.case.holdDetail}.`);
    expect(decision.claimsGraceStart).toBe(false);
    expect(decision.case).toMatchObject({
      hold: 'nobody-told',
      holdDetail: 'the deadline runs only once the ticket exists and a confirmed subscriber has the notice',
      stance: { deadline: null },
    });
  });
});

describe('a grace window that begins', () => {
  const observing = kase({ kind: 'observing', since: minus(now, DAY) }, { endedUse: now });
  test('is the next round, and takes one of the starts of the day', () => {
    const decision = decide(view({ case: observing, evidence: used }));
    expect(decision.claimsGraceStart).toBe(true);
    expect(decision.case).toMatchObject({
      round: 2,
      endedUse: null,
      stance: { since: now, deadline: null, reminded: [] },
    });
    expect(idsOf(decision)).toEqual(['ticket/open/v8', 'notify/grace-started/r2']);
    const without = decide(view({ case: observing, evidence: used, policy: { ...policy, tickets: 'none' } }));
    expect(idsOf(without)).toEqual(['notify/grace-started/r2']);
  });

  test('waits where no start is left of the day, in the stance from which it comes', () => {
    const controls = { known: { ...free, graceStartsLeft: 0 } };
    const decided = (on: typeof observing) => decide(view({ case: on, evidence: used, controls })).case;
    const { stance } = observing;
    expect(decided(observing)).toMatchObject({ stance, holdDetail: 'policy grace.startsPerDay is 25' });
    const cleared = kase({ kind: 'cleared', since: minus(now, DAY), ground: 'zero', settledAt: null });
    expect(decided(cleared).stance).toEqual({ kind: 'observing', since: now });
  });
});

describe('at the deadline', () => {
  const tags = { 'eks:cluster-name': 'main' };
  const over = { deadline: now };
  const host = (index: number, hopLimit = 1) => {
    const id = `i-${index.toString(16).padStart(17, '0')}`;
    return { member: member({ id }), facts: facts({ id, tags, options: { ...facts().options, hopLimit } }) };
  };

  test('the window has ended: to the millisecond', () => {
    expect(decideOn(over).case.stance).toMatchObject({ kind: 'cleared', ground: 'grace-ended' });
    expect(decideOn({ deadline: instant(now + 1) }).case.stance.kind).toBe('grace');
  });

  test.each([
    ['used', judgement({ state: 'used' }), 'The grace window has ended. 12 calls without a token'],
    ['not known', judgement({ state: 'unknown', reason: 'coverage' }), 'The grace window has ended. No call was seen.'],
  ])('it is said that its use is %s', (_what, known, said) => {
    expect(decideOn(over, { evidence: { known } }).detail).toContain(said);
  });

  test('policy may leave it to people', () => {
    const decision = decideOn(over, { policy: escalating });
    expect(decision.case.stance).toEqual({
      kind: 'blocked',
      since: now,
      reason: 'escalated',
      instanceIds: [],
      ground: 'grace-ended',
      takeBack: 'nothing',
    });
    expect(decision.detail).toMatch(/^The grace window has ended\. 12 calls .* Policy leaves it to people\.$/);
    expect(idsOf(decision)).toEqual(['ticket/update/v8', 'notify/blocked/v8']);
  });

  test('container hosts that are used at hop limit 1 are blocked, the first 25 by name', () => {
    const known = [host(99, 2), ...Array.from({ length: 30 }, (_, index) => host(index))];
    const { stance } = decideOn(over, { members: { known } }).case;
    expect(stance).toMatchObject({ reason: 'container-hop-limit', ground: 'grace-ended' });
    expect(stance).toHaveProperty(
      'instanceIds',
      known.slice(1, 26).map((each) => each.member.id),
    );
  });

  test('container hosts are blocked by use alone', () => {
    const unknown = { known: judgement({ state: 'unknown', reason: 'coverage' }) };
    const decision = decideOn(over, { members: { known: [host(1)] }, evidence: unknown });
    expect(decision.case.stance.kind).toBe('cleared');
  });

  test('container hosts are not blocked even for a moment where policy raises the limit', () => {
    const raising = { ...policy, enforcement: { ...policy.enforcement, hopLimit: 'raise-for-containers' as const } };
    const decision = decideOn(over, { members: { known: [host(1)] }, policy: raising });
    expect(decision.reason).toBe('grace-ended, enforce');
    expect(idsOf(decision)).not.toContain('notify/blocked/v8');
  });
});

describe('where policy only observes', () => {
  test('use that has ended clears nothing', () => {
    const zero = { known: judgement({ state: 'zero' }) };
    expect(decideOn({}, { policy: observeOnly, evidence: zero }).case.stance.kind).toBe('grace');
  });

  test('no use clears nothing, and what would be done is said', () => {
    const decision = decide(view({ policy: observeOnly }));
    expect(decision.case).toMatchObject({ stance: { kind: 'observing' }, hold: 'observe-only' });
    expect(decision.detail).toBe('Would enforce: no call without a token, and a start was seen.');
  });

  test('use starts no grace window, and what would be done is said', () => {
    const decision = decide(view({ policy: observeOnly, evidence: used }));
    expect(decision.case).toMatchObject({ stance: { kind: 'observing' }, hold: 'observe-only' });
    expect(decision.case.holdDetail).toBe('policy mode is observe');
    expect(decision.detail).toMatch(/^would start a grace window: 12 calls/);
    expect(idsOf(decision)).toEqual([]);
  });

  test('what was cleared before is not enforced', () => {
    const cleared = kase({ kind: 'cleared', since: now, ground: 'operator', settledAt: null });
    const decision = decide(view({ case: cleared, policy: observeOnly }));
    expect(decision.case).toMatchObject({ hold: 'observe-only', holdDetail: 'policy mode is observe' });
    expect(idsOf(decision)).toEqual([]);
  });
});

describe('an observed workload', () => {
  const observing = kase({ kind: 'observing', since: minus(now, times(DAY, 2)) });
  test('is observed on while too little is known, and why is said', () => {
    const unknown = { known: judgement({ state: 'unknown', reason: 'too-young' }) };
    expect(decide(view({ case: observing, evidence: unknown }))).toMatchObject({
      reason: 'unknown:too-young',
      detail: 'Not known yet: it has not been observed for long enough.',
    });
    const nobody = { known: { workload: evidence({ state: 'unknown' }), verdicts: new Map() } };
    expect(decide(view({ case: observing, evidence: nobody })).detail).toBe(
      'Not known yet: no instance is there to be observed.',
    );
    expect(decide(view({ case: observing, evidence: nobody })).reason).toBe('unknown:no-members');
  });

  test('is left to people once one of its instances was observed for a whole lookback', () => {
    const at = (days: number, id: string) => ({
      member: member({ id, firstSeenAt: minus(now, times(DAY, days)) }),
      facts: facts({ id }),
    });
    const known = [at(2, 'i-1'), at(14, 'i-2')];
    const unknown = { known: judgement({ state: 'unknown', reason: 'too-young' }) };
    const decision = decide(view({ case: observing, members: { known }, evidence: unknown }));
    expect(decision.case.stance).toMatchObject({
      kind: 'grace',
      missing: 'it has not been observed for long enough',
    });
    expect(decision.detail).toMatch(/^No call was seen, but it has not been observed for long enough\./);
    const less = [{ ...at(2, 'i-1') }, { ...at(14, 'i-2'), facts: null }];
    expect(decide(view({ case: observing, members: { known: less }, evidence: unknown })).case.stance.kind).toBe(
      'observing',
    );
  });
});

test('a grace window of which nobody is left that it is about waits for its deadline without a word', () => {
  const none = { known: { workload: evidence({ state: 'unknown', reason: 'no-members' }), verdicts: new Map() } };
  const gone = member({ phase: 'gone', goneAt: minus(now, MINUTE) });
  const decision = decideOn({}, { members: { known: [{ member: gone, facts: null }] }, evidence: none });
  expect(decision.reason).toBe('grace');
  expect(idsOf(decision)).toEqual([]);
});
