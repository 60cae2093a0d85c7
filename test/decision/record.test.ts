import { describe, expect, test } from 'vitest';
import { record, release, runnable } from '../../src/decision/record.ts';
import type { Case } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import { DAY, HOUR, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import { kase, now, policy } from './situation.ts';

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
  const told = () =>
    record(record(owing, open, { kind: 'done', ticketId: 'oi-1' }, policy, now), notice, done, policy, now);

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
