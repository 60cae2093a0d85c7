import { describe, expect, test } from 'vitest';
import { refusedTooOften, rolledBackTooOften, trips } from '../../src/decision/breaker.ts';
import { record } from '../../src/decision/record.ts';
import type { Effect, Outcome } from '../../src/domain/effect.ts';
import { DAY } from '../../src/domain/time.ts';
import { id, kase, now, policy } from './situation.ts';

describe('the breaker', () => {
  test.each([
    ['too few, though all of them', { enforced: 2, rolledBack: 2 }, false],
    ['as many as it takes', { enforced: 3, rolledBack: 3 }, true],
    ['as many, changed before the time that counts', { enforced: 0, rolledBack: 3 }, true],
    ['none of none', { enforced: 0, rolledBack: 0 }, false],
    ['just the share', { enforced: 150, rolledBack: 3 }, true],
    ['less than the share', { enforced: 151, rolledBack: 3 }, false],
    ['many, and more than the share', { enforced: 400, rolledBack: 9 }, true],
    ['many, and less than the share', { enforced: 500, rolledBack: 9 }, false],
  ])('opens or not at %s', (_what, tally, opens) => {
    expect(trips(tally, { workloads: 3, share: 0.02, within: DAY })).toBe(opens);
  });

  test('opens at a share that is no round number in binary', () => {
    expect(trips({ enforced: 100, rolledBack: 7 }, { workloads: 3, share: 0.07, within: DAY })).toBe(true);
  });
});

test('people are told what opened it', () => {
  expect(rolledBackTooOften({ enforced: 40, rolledBack: 3 }, { workloads: 3, share: 0.02, within: DAY })).toBe(
    '3 workloads had to be taken back within 24 h, in which 40 were changed.',
  );
  expect(refusedTooOften(5)).toBe('EC2 refused 5 changes in a row.');
});

describe('whoever opened it', () => {
  const rollback: Effect = {
    kind: 'rollback',
    id: `rollback/${id}/v7`,
    instanceId: id,
    by: 'imdsv2-remediator',
    why: 'rejected',
    notBefore: null,
    tries: 0,
  };
  const owing = kase({ kind: 'observing', since: now }, { outbox: [rollback] });
  const noticesOf = (outcome: Outcome) =>
    record(owing, rollback, outcome, policy, now).outbox.filter(({ kind }) => kind === 'notify');

  test.each<Outcome>([
    { kind: 'done', opened: 'Too many.' },
    { kind: 'refused', because: 'denied', reason: 'UnsupportedOperation', opened: 'Too many.' },
  ])('owes people one notice, under the id of the change: $kind', (outcome) => {
    expect(noticesOf(outcome)).toContainEqual(
      expect.objectContaining({
        occasion: 'breaker-opened',
        id: `notify/breaker-opened/rollback/${id}/v7`,
        detail: 'Too many.',
        notBefore: null,
      }),
    );
  });

  test('is the only one who tells', () => {
    expect(noticesOf({ kind: 'done' })).toEqual([]);
    expect(noticesOf({ kind: 'later', reason: 'throttled' })).toEqual([]);
  });
});
