import { describe, expect, test } from 'vitest';
import { briefOf, sumOf } from '../../src/domain/brief.ts';
import { censusOf, NOBODY } from '../../src/domain/member.ts';
import { stateOf } from '../../src/domain/state-of.ts';
import { ago, caseOf, later, member, NOW, stances } from '../support/build.ts';

test('a census counts the members by phase', () => {
  const phases = ['optional', 'gone', 'secured', 'gone'] as const;
  expect(censusOf(phases.map((phase) => member({ phase })))).toEqual({ ...NOBODY, optional: 1, secured: 1, gone: 2 });
});

test('the members of many cases are summed up by phase', () => {
  const brief = (census: object) => briefOf(caseOf({ census: { ...NOBODY, ...census } }));
  expect(sumOf([brief({ secured: 2, gone: 1 }), brief({ secured: 3 })])).toEqual({ ...NOBODY, secured: 5, gone: 1 });
  expect(sumOf([])).toEqual(NOBODY);
});

describe('the state that people see', () => {
  test.each([
    ['enforcing while a member is still to be changed', { modifying: 1, secured: 1 }, 'enforcing'],
    ['enforcing while one was rolled back', { 'rolled-back': 1 }, 'enforcing'],
    ['watching while the last are watched', { watched: 1, gone: 1 }, 'watching'],
    ['secured once they all are', { secured: 1, gone: 1 }, 'secured'],
  ] as const)('of what is cleared is %s', (_when, census, state) => {
    expect(stateOf(stances.cleared, { ...NOBODY, ...census })).toBe(state);
  });

  test('is the stance of everything else', () => {
    expect(stateOf(stances.grace, { ...NOBODY, secured: 1 })).toBe('grace');
  });
});

describe('a brief', () => {
  test.each([
    ['the deadline of a grace window', stances.grace, { until: stances.grace.deadline, because: null }],
    ['none while nobody was told', { ...stances.grace, deadline: null }, { until: null }],
    ['the end of an exception', stances.excepted, { until: later('P30D'), because: null }],
    ['why it is blocked', stances.blocked, { because: 'escalated', state: 'blocked' }],
    ['why it is closed', stances.closed, { because: 'no-members', state: 'closed' }],
    ['on what ground it is enforced', stances.cleared, { because: 'zero', settledAt: null }],
    ['when it was settled', { ...stances.cleared, settledAt: ago('PT2H') }, { settledAt: ago('PT2H') }],
    ['the day since when', stances.observing, { since: ago('P1D'), settledAt: null, until: null, because: null }],
  ] as const)('says %s', (_what, stance, says) => {
    expect(briefOf(caseOf({ stance }))).toMatchObject(says);
  });

  test('says what is known of its use, and nothing before anything is', () => {
    const evidence = {
      state: 'used',
      reason: null,
      calls: 3,
      lastUse: ago('P2D'),
      window: { start: ago('P14D'), end: NOW },
      coverage: 1,
      startSeen: null,
      from: [],
    } as const;
    expect(briefOf(caseOf({ evidence }))).toMatchObject({ evidence: 'used', calls: 3, lastUse: ago('P2D') });
    expect(briefOf(caseOf({ evidence: null }))).toMatchObject({ evidence: null, calls: 0, lastUse: null });
  });

  test('names a ticket only while it is open', () => {
    const ticket = { id: 'oi-0123456789ab', openedAt: ago('P1D'), open: true };
    expect(briefOf(caseOf({ ticket })).ticket).toBe(ticket.id);
    expect(briefOf(caseOf({ ticket: { ...ticket, open: false } })).ticket).toBeNull();
  });
});
