import { describe, expect, test } from 'vitest';
import { record } from '../../src/decision/record.ts';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import { ago, caseOf, exceptionOf, NOW, orderOf, policyOf, stances } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { ordered, uses, viewOf } from './support.ts';

const { grace } = stances;
const told: Record<string, Stance> = {
  'a grace window that has ended': { ...grace, deadline: ago('PT1H') },
  'being cleared after its grace window': { ...stances.cleared, ground: 'grace-ended' },
  'being cleared by an operator': { ...stances.cleared, ground: 'operator' },
};
const untold: Record<string, Stance> = {
  'being observed': stances.observing,
  'a grace window of which nobody could be told, however long ago it began': {
    ...grace,
    since: ago('P90D'),
    noticeAt: null,
    deadline: null,
  },
  'a grace window whose ticket is missing': { ...grace, since: ago('P90D'), deadline: null },
  'a grace window that runs': grace,
  'an exception that ran out': { ...stances.excepted, until: ago('PT1H') },
  'being cleared on zero': stances.cleared,
  'being blocked': stances.blocked,
  'being closed': stances.closed,
};
const enforces = (stance: Stance, use: (typeof uses)[keyof typeof uses]): boolean =>
  ordered(decide(viewOf({ case: { stance }, use })).case.outbox, 'enforce').length > 0;

describe('without zero evidence an instance is enforced', () => {
  const notZero = Object.entries(uses).filter(([name]) => name !== 'zero');

  test.each(Object.entries(untold))('never from %s', (_name, stance) => {
    expect(notZero.filter(([, use]) => enforces(stance, use))).toEqual([]);
  });

  test.each(Object.entries(told))('from %s', (_name, stance) => {
    expect(enforces(stance, uses.used)).toBe(true);
  });

  test('on an operator’s explicit word, which is kept', () => {
    const trigger = orderOf({ reason: 'agreed' });
    const decision = decide(viewOf({ trigger, case: { stance: grace }, use: uses.used }));
    expect(ordered(decision.case.outbox, 'enforce')).toMatchObject([{ ground: 'operator' }]);
    expect(decision.case.outbox[0]).toMatchObject({
      kind: 'journal',
      entry: { actor: trigger.actor, detail: expect.stringContaining('agreed') },
    });
  });
});

test('on zero evidence it is enforced', () => {
  expect(enforces(stances.observing, uses.zero)).toBe(true);
});

test('a member without a verdict of its own is not enforced beside one that has it', () => {
  const young = viewOf({
    member: { id: 'i-0000000000000000b', generation: 'another' },
    use: uses['too young'],
    facts: { id: 'i-0000000000000000b' },
  });
  const others = 'known' in young.members ? young.members.known : [];
  const decision = decide(viewOf({ case: { stance: stances.cleared }, others }));
  expect(ordered(decision.case.outbox, 'enforce')).toMatchObject([{ instanceId: 'i-0000000000000000a' }]);
});

test('a member that an exception covers is not enforced beside one that it does not cover', () => {
  const id = 'i-0000000000000000b';
  const second = viewOf({ member: { id }, facts: { id } });
  const others = 'known' in second.members ? second.members.known : [];
  const exception = exceptionOf({ scope: { kind: 'instance', region: 'us-east-1', instanceId: id } });
  const read = { exceptions: { known: [exception] } };
  const policy = policyOf({ enforcement: { canary: false } });
  const decision = decide(viewOf({ case: { stance: stances.cleared }, others, read, policy }));
  expect(ordered(decision.case.outbox, 'enforce')).toMatchObject([{ instanceId: 'i-0000000000000000a' }]);
});

test('a change that had to wait is decided anew, and not made when use has begun meanwhile', () => {
  const { case: waiting } = decide(viewOf({ case: { stance: stances.cleared } }));
  expect(ordered(waiting.outbox, 'enforce')).toHaveLength(1);
  const { case: kase } = decide(viewOf({ case: waiting, use: uses.used }));
  expect(kase.stance.kind).toBe('grace');
  expect(ordered(kase.outbox, 'enforce')).toEqual([]);
});

describe('the deadline', () => {
  const waiting: Case = caseOf({ stance: { ...grace, noticeAt: null, deadline: null } });
  const ticket = { id: 'oi-000000000001', openedAt: ago('P1D'), open: true };
  const notice: Effect = {
    kind: 'notify',
    id: 'notify/grace-started/r1',
    occasion: 'grace-started',
    about: null,
    detail: null,
    notBefore: null,
    tries: 0,
  };
  const deadlineOf = (kase: Case, policy = policyOf()): boolean => {
    const { stance } = record(kase, notice, { kind: 'done' }, policy, NOW);
    return stance.kind === 'grace' && stance.deadline !== null;
  };

  test('runs from the moment both the ticket and the notice are out', () => {
    expect(deadlineOf({ ...waiting, ticket })).toBe(true);
    const { stance } = record({ ...waiting, ticket }, notice, { kind: 'done' }, policyOf(), NOW);
    expect(stance).toMatchObject({ noticeAt: NOW, deadline: NOW + 14 * 86_400_000 });
  });

  test('does not run on a notice alone, unless policy wants no tickets', () => {
    expect(deadlineOf(waiting)).toBe(false);
    expect(deadlineOf({ ...waiting, ticket: { ...ticket, open: false } })).toBe(false);
    expect(deadlineOf(waiting, policyOf({ tickets: 'none' }))).toBe(true);
  });

  test('does not run on a ticket alone, nor while the notice waits', () => {
    const opened: Effect = { kind: 'ticket', id: 'ticket/open/v2', action: 'open', notBefore: null, tries: 0 };
    const afterTicket = record(waiting, opened, { kind: 'done', ticketId: ticket.id }, policyOf(), NOW);
    expect(afterTicket.stance).toMatchObject({ deadline: null });
    const afterNotice = record(afterTicket, notice, { kind: 'later', reason: 'nobody' }, policyOf(), NOW);
    expect(afterNotice.stance).toMatchObject({ noticeAt: null, deadline: null });
  });
});
