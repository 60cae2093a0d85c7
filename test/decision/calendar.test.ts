import { expect, test } from 'vitest';
import type { View } from '../../src/decision/view.ts';
import type { Calendar } from '../../src/domain/permission.ts';
import { HOUR, plus, times } from '../../src/domain/time.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, facts, free, judgement, kase, member, now, policy, view } from './situation.ts';

const cleared = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: null });
const named = { ...policy, enforcement: { ...policy.enforcement, calendar: 'Freeze' } };
const decided = (changed: Partial<View> = {}) => decide(view({ case: cleared, policy: named, ...changed }));
const journalled = ({ case: { outbox } }: ReturnType<typeof decide>) => {
  const [entry] = outbox.flatMap((effect) => (effect.kind === 'journal' ? [effect.entry] : []));
  return { reason: entry?.reason, detail: entry?.detail, hold: entry?.hold };
};
const kinds = ({ case: { outbox } }: ReturnType<typeof decide>) => outbox.map(({ kind }) => kind);

const until = plus(now, times(HOUR, 5));
const closed: Calendar = { state: 'closed', until: null };

test.each<[string, View['calendar'], string]>([
  ['is closed', { known: closed }, 'the change calendar Freeze is closed'],
  [
    'is closed for a time',
    { known: { ...closed, until } },
    'the change calendar Freeze is closed until 2026-03-20T17:00:00.000Z',
  ],
  ['cannot be read', { unreadable: 'InvalidDocument' }, 'the change calendar Freeze cannot be read: InvalidDocument'],
])('nothing is enforced where the calendar %s', (_what, calendar, holdDetail) => {
  const decision = decided({ calendar });
  expect(decision.case).toMatchObject({ stance: { kind: 'cleared' }, hold: 'calendar-closed', holdDetail });
  expect(kinds(decision)).toEqual(['journal']);
});

test('it is looked at again when the calendar opens, else within the hour', () => {
  expect(decided({ calendar: { known: { ...closed, until } } }).case.dueAt).toBe(until);
  expect(decided({ calendar: { known: closed } }).case.dueAt).toBe(plus(now, HOUR));
});

test.each(['open', 'none'] as const)('a calendar that says %s stands in the way of nothing', (state) => {
  expect(kinds(decided({ calendar: { known: { state, until: null } } }))).toContain('enforce');
});

test('grace windows begin whatever the calendar says', () => {
  const used = { workload: evidence({ state: 'used', calls: 3, lastUse: now }), verdicts: new Map() };
  const start = kase({ kind: 'observing', since: now });
  const decision = decided({ case: start, evidence: { known: used }, calendar: { unreadable: 'AccessDenied' } });
  expect(decision.case.stance.kind).toBe('grace');
});

const required = facts({ options: { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } });
const brake = { at: now, actor: 'somebody', reason: 'an incident' };

test.each<[string, Partial<View>, string]>([
  ['the account is paused', { controls: { known: { ...free, paused: brake } } }, 'enforcement is paused'],
  ['the breaker is open', { controls: { known: { ...free, breaker: brake } } }, 'the breaker is open'],
  ['the calendar is closed', { calendar: { known: closed } }, 'the change calendar is not open'],
])('where %s the journal says what would have been done', (_what, stopped, because) => {
  const would = `Would require IMDSv2 on 1 instance; ${because}.`;
  expect(journalled(decided(stopped)).detail).toBe(would);
  const moved = journalled(decided({ case: kase({ kind: 'observing', since: now }), ...stopped }));
  expect(moved.detail).toMatch(/^No call without a token.*\. Would require IMDSv2 on 1 instance; /);
  const verdict = { state: 'unknown', reason: 'too-young' } as const;
  const young = { member: member({ id: 'i-0123456789abcdef1' }), facts: facts({ id: 'i-0123456789abcdef1' }) };
  const unjudged = decided({
    members: { known: [young] },
    evidence: { known: { workload: evidence(), verdicts: new Map([[young.member.id, verdict]]) } },
    ...stopped,
  });
  expect(journalled(unjudged).detail).toBe(`Nothing would change yet; ${because}.`);
  const unread = decided({ evidence: { known: { workload: evidence(), verdicts: new Map() } }, ...stopped });
  expect(journalled(unread).detail).toBe(`Nothing would change yet; ${because}.`);
  const told = kase({ kind: 'cleared', since: now, ground: 'grace-ended', settledAt: null });
  const used = { known: judgement({ state: 'used' }) };
  expect(journalled(decided({ case: told, evidence: used, ...stopped })).detail).toBe(would);
  const changed = {
    member: member({ phase: 'watched', enforcement: enforcement({ appliedAt: now }) }),
    facts: required,
  };
  expect(decided({ members: { known: [changed] }, ...stopped }).case.hold).toBeNull();
});
