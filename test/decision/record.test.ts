import { describe, expect, test } from 'vitest';
import { record, release, runnable } from '../../src/decision/record.ts';
import type { Case } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import { DAY, HOUR, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { exceptionOf, orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { evidence, facts, kase, now, policy, view } from './situation.ts';

const grace = kase({
  kind: 'grace',
  since: now,
  window: policy.grace.window,
  missing: null,
  noticeAt: null,
  deadline: null,
  reminded: [],
});
const fresh = { notBefore: null, tries: 0 };
const open: Effect = { kind: 'ticket', id: 'ticket/open/v8', action: 'open', ...fresh };
const notice: Effect = {
  kind: 'notify',
  id: 'notify/grace-started/r1',
  occasion: 'grace-started',
  about: null,
  detail: null,
  ...fresh,
};
const owing = { ...grace, outbox: [open, notice], hold: 'nobody-told' } as const;

const deadlineOf = ({ stance }: Case) => (stance.kind === 'grace' ? stance.deadline : null);
const done = { kind: 'done' } as const;
/** Ticket and notice are out: the window runs. */
const told = () =>
  record(record(owing, open, { kind: 'done', ticketId: 'oi-1' }, policy, now), notice, done, policy, now);

describe('what became of an effect', () => {
  test('the deadline runs from the moment both the ticket and the notice are out, whichever comes last', () => {
    const ticketed = record(owing, open, { kind: 'done', ticketId: 'oi-1' }, policy, minus(now, HOUR));
    expect(deadlineOf(ticketed)).toBeNull();
    const told = record(ticketed, notice, done, policy, now);
    expect(deadlineOf(told)).toBe(plus(now, policy.grace.window));
    expect(told.hold).toBeNull();
    const otherWay = record(
      record(owing, notice, done, policy, minus(now, HOUR)),
      open,
      { kind: 'done', ticketId: 'oi-1' },
      policy,
      now,
    );
    expect(deadlineOf(otherWay)).toBe(plus(now, policy.grace.window));
  });

  test('where tickets are off the notice alone tells', () => {
    expect(deadlineOf(record(owing, notice, done, { ...policy, tickets: 'none' }, now))).not.toBeNull();
  });

  test('a refused ticket tells nobody, and nothing runs', () => {
    const refused = record(owing, open, { kind: 'refused', because: 'denied', reason: 'AccessDenied' }, policy, now);
    expect(deadlineOf(record(refused, notice, done, policy, now))).toBeNull();
  });

  test('what is to be tried later stays, and waits longer each time', () => {
    const once = record(owing, notice, { kind: 'later', reason: 'nobody subscribed' }, policy, now);
    const waits = once.outbox.find(({ id }) => id === notice.id);
    expect(waits).toMatchObject({ tries: 1, notBefore: plus(now, times(MINUTE, 5)) });
    const twice = waits && record(once, waits, { kind: 'later', reason: 'nobody subscribed' }, policy, now);
    expect(twice?.outbox.find(({ id }) => id === notice.id)).toMatchObject({
      tries: 2,
      notBefore: plus(now, times(MINUTE, 10)),
    });
    expect(runnable(once, now).map(({ id }) => id)).toEqual([open.id]);
  });

  test('only what EC2 denied counts as a refusal, not what had changed meanwhile', () => {
    const enforce = {
      kind: 'enforce',
      id: 'enforce/i-1/v8',
      instanceId: 'i-1',
      notBefore: null,
      tries: 0,
    } as const;
    const owed = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: null });
    const effect = { ...enforce, ground: 'zero', evidence: null, decidedAt: now, expects: null } as never;
    expect(
      record(owed, effect, { kind: 'refused', because: 'moot', reason: 'restarted' }, policy, now).refusals,
    ).toEqual([]);
    expect(
      record(owed, effect, { kind: 'refused', because: 'denied', reason: 'no' }, policy, now).refusals,
    ).toHaveLength(1);
  });
});

describe('a case that is given back', () => {
  test('is due when the first reminder or the deadline comes, if nothing is sooner', () => {
    expect(release({ ...told(), dueAt: plus(now, times(DAY, 20)) }, policy, now).dueAt).toBe(plus(now, times(DAY, 7)));
    expect(release({ ...told(), dueAt: plus(now, HOUR) }, policy, now).dueAt).toBe(plus(now, HOUR));
  });

  test('is due at once when instances came while it was leased', () => {
    expect(release({ ...told(), newcomers: ['i-2'] }, policy, now).dueAt).toBe(now);
  });

  test('leaves the due index once closed', () => {
    expect(release(kase({ kind: 'closed', since: now, reason: 'no-members' }), policy, now).dueAt).toBeNull();
  });
});

describe('of what was ordered', () => {
  const soon = plus(now, times(MINUTE, 5));
  const late = plus(now, DAY);
  const cleared = { kind: 'cleared', since: now, ground: 'zero', settledAt: null } as const;
  const rollback: Effect = { kind: 'rollback', id: 'rollback/i-1/v8', instanceId: 'i-1', by: 'a', why: 'b', ...fresh };
  const enforce: Effect = {
    kind: 'enforce',
    id: 'enforce/i-1/v8',
    instanceId: 'i-1',
    ground: 'zero',
    evidence: evidence(),
    decidedAt: now,
    expects: { launchedAt: now, options: facts().options },
    ...fresh,
  };
  const owing = (effect: Effect, over: Partial<Case> = {}) => kase(cleared, { outbox: [effect], dueAt: late, ...over });
  const denied = { kind: 'refused', because: 'denied', reason: 'UnsupportedOperation' } as const;
  const moot = { kind: 'refused', because: 'moot', reason: 'restarted' } as const;

  test.each([enforce, rollback])('a change is looked at soon: $kind', (effect) => {
    for (const outcome of [done, denied]) expect(record(owing(effect), effect, outcome, policy, now).dueAt).toBe(soon);
    expect(record(owing(effect, { dueAt: null }), effect, done, policy, now).dueAt).toBe(soon);
    expect(record(owing(effect, { dueAt: now }), effect, done, policy, now).dueAt).toBe(now);
  });

  test.each([enforce, rollback])('a change is tried again soon, however often, or when AWS says: $kind', (effect) => {
    const tried = { ...effect, tries: 4 };
    const again = { kind: 'later', reason: 'throttled' } as const;
    const other = { ...notice, id: 'notify/other' };
    const recorded = record(owing(tried, { outbox: [tried, other] }), tried, again, policy, now);
    expect(recorded.outbox).toEqual([{ ...tried, tries: 5, notBefore: soon }, other]);
    const said = record(owing(tried), tried, { ...again, until: late }, policy, now);
    expect(said.outbox).toMatchObject([{ notBefore: late }]);
  });

  test('a message waits for at most six hours, nearly', () => {
    const waits = (tries: number) => {
      const tried = { ...notice, tries };
      return record(owing(tried), tried, { kind: 'later', reason: 'throttled' }, policy, now).outbox[0]?.notBefore;
    };
    expect([waits(6), waits(7), waits(20)]).toEqual(Array(3).fill(plus(now, times(MINUTE, 320))));
  });

  test('a journal entry that is out leaves nothing to be done', () => {
    const entries = decide(view()).case.outbox.filter((effect) => effect.kind === 'journal');
    expect(entries).toHaveLength(1);
    for (const effect of entries)
      expect(record(owing(effect), effect, done, policy, now)).toEqual(owing(effect, { outbox: [] }));
  });

  test.each<[string, Effect]>([
    ['a question', { kind: 'ask', id: 'ask/1', exception: exceptionOf(), ...fresh }],
    ['a notice', { ...notice, occasion: 'blocked' }],
  ])('%s that is out leaves nothing to be done', (_what, effect) => {
    expect(record(owing(effect), effect, done, policy, now)).toEqual(owing(effect, { outbox: [] }));
    const ticket = { id: 'oi-1', openedAt: now, open: false };
    const waiting = kase(grace.stance, { outbox: [effect], ticket });
    expect(record(waiting, effect, done, policy, now)).toEqual({ ...waiting, outbox: [] });
  });

  test('a notice of a grace window that is over tells of none', () => {
    expect(record(owing(notice), notice, done, policy, now)).toEqual(owing(notice, { outbox: [] }));
  });

  test('a message that is refused changes nothing', () => {
    for (const effect of [open, notice])
      expect(record(owing(effect), effect, denied, policy, now)).toEqual(owing(effect, { outbox: [] }));
  });

  test('a refused change is on record with its reason, the latest fifty of them', () => {
    const refusal = (effectId: string, reason: string) => ({ effectId, instanceId: 'i-1', at: now, reason });
    const refusals = Array.from({ length: 50 }, (_, index) => refusal(`enforce/${index}`, 'no'));
    const recorded = record(owing(enforce, { refusals }), enforce, denied, policy, now);
    expect(recorded.refusals).toEqual([...refusals.slice(1), refusal(enforce.id, denied.reason)]);
  });

  test('people are told where EC2 refuses to take a change back, and not where nothing was to be taken back', () => {
    expect(record(owing(rollback), rollback, denied, policy, now).outbox).toMatchObject([
      {
        kind: 'notify',
        occasion: 'rollback-refused',
        id: 'notify/rollback-refused/i-1/v7',
        detail: 'i-1: UnsupportedOperation',
      },
    ]);
    expect(record(owing(rollback), rollback, moot, policy, now)).toEqual(owing(rollback, { outbox: [] }));
    expect(record(owing(enforce), enforce, moot, policy, now)).toEqual(owing(enforce, { outbox: [], dueAt: soon }));
  });

  test('a ticket is known by the number it was given, since it was first opened', () => {
    const ticketOf = (action: 'open' | 'update' | 'close', ticketId?: string, ticket: Case['ticket'] = null) => {
      const effect: Effect = { ...open, kind: 'ticket', action };
      const outcome = { kind: 'done', ...(ticketId !== undefined && { ticketId }) } as const;
      return record(owing(effect, { ticket }), effect, outcome, policy, now).ticket;
    };
    const known = { id: 'oi-1', openedAt: minus(now, DAY), open: true };
    expect(ticketOf('open', 'oi-2')).toEqual({ id: 'oi-2', openedAt: now, open: true });
    expect(ticketOf('update', 'oi-2', known)).toEqual({ ...known, id: 'oi-2' });
    expect(ticketOf('update', undefined, { ...known, open: false })).toEqual(known);
    expect(ticketOf('close', undefined, known)).toEqual({ ...known, open: false });
    expect(ticketOf('open')).toBeNull();
  });

  test('a deadline that runs is not put off', () => {
    const stance = { ...told().stance, deadline: soon } as Case['stance'];
    const ticket = { id: 'oi-1', openedAt: now, open: true };
    const running = kase(stance, { ticket, outbox: [open, notice] });
    expect(deadlineOf(record(running, open, { kind: 'done', ticketId: 'oi-1' }, policy, now))).toBe(soon);
    expect(deadlineOf(record(running, notice, done, policy, now))).toBe(soon);
  });

  test('what may run now runs, the rest waits', () => {
    const at = (notBefore: Effect['notBefore'], id: string) => ({ ...notice, notBefore, id });
    const outbox = [at(null, 'fresh'), at(now, 'due'), at(soon, 'waiting')];
    expect(runnable(kase(cleared, { outbox }), now).map(({ id }) => id)).toEqual(['fresh', 'due']);
  });
});

describe('a case that is given back is due', () => {
  const closed = { kind: 'closed', since: now, reason: 'no-members' } as const;
  const soon = plus(now, times(MINUTE, 5));
  const waiting = { ...notice, notBefore: soon };
  const leased = { leaseUntil: soon, dueAt: plus(now, DAY) };
  const observing = { kind: 'observing', since: now } as const;
  const unnamed = {
    eventId: 'seen',
    at: now,
    enforcedAt: now,
    instanceId: 'i-1',
    principal: null,
    tool: null,
    what: ['tokens'] as const,
    told: false,
    judged: true,
  };
  test.each<[string, Case, Case['dueAt']]>([
    ['when what it still owes may be tried', kase(observing, { ...leased, outbox: [waiting] }), soon],
    ['when what it still owes may be tried, closed or not', kase(closed, { ...leased, outbox: [waiting] }), soon],
    ['at once for what it owes', kase(observing, { ...leased, outbox: [notice] }), now],
    ['at once for an order', kase(closed, { ...leased, orders: [orderOf()] }), now],
    ['at once for an order, though it owes something', kase(closed, { orders: [orderOf()], outbox: [waiting] }), now],
    ['at once for a newcomer and an order', kase(observing, { ...leased, newcomers: ['i'], orders: [orderOf()] }), now],
    [
      'as it was, where nobody is known yet who loosened it',
      kase(observing, { ...leased, drifts: [unnamed] }),
      leased.dueAt,
    ],
    ['never, where it waits for nothing', kase(observing, { leaseUntil: soon, dueAt: null }), null],
  ])('%s', (_when, given, dueAt) => {
    expect(release(given, policy, now)).toMatchObject({ leaseUntil: null, dueAt });
  });
});
