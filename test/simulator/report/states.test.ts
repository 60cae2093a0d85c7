import { describe, expect, test } from 'vitest';
import { emptyRecords, type JournalEntry } from '../../../simulator/report/records.ts';
import { type Explained, explainAll } from '../../../simulator/report/states.ts';
import type { Member } from '../../../simulator/world/workload.ts';
import { at, entry, group, member } from './logs.ts';

const REQUIRED = { options: { httpTokens: 'required' as const } };

function explained(one: Member, journal: readonly JournalEntry[], changedAt?: number): Explained | undefined {
  const records = emptyRecords();
  records.journal.push(...journal);
  const change = { instanceId: one.instance.id, tokens: 'required' };
  if (changedAt !== undefined) records.changes.push({ at: changedAt, ...change });
  return explainAll([one], records, at(30)).get(one);
}

describe('the state of an instance', () => {
  test.each([
    ['observing', 'optional', 'observing'],
    ['grace', 'optional', 'inGrace'],
    ['excepted', 'optional', 'excepted'],
    ['blocked', 'optional', 'blocked'],
    ['cleared', 'optional', 'enforcing'],
    ['cleared', 'modifying', 'enforcing'],
  ])('in stance %s, phase %s, is %s', (stance, phase, state) => {
    const one = member(group());
    expect(explained(one, [entry(1, stance, phase, one)])).toMatchObject({ state, unexplained: undefined });
  });

  test.each([
    ['watched', 'watching'],
    ['secured', 'secured'],
  ])('in phase %s is %s whatever the stance', (phase, state) => {
    const one = member(group(), REQUIRED);
    expect(explained(one, [entry(1, 'blocked', phase, one)])).toMatchObject({ state, unexplained: undefined });
  });

  test('follows the newest entry of its case, in whatever order they were put', () => {
    const one = member(group(), REQUIRED);
    const journal = [entry(3, 'cleared', 'watched', one), entry(2, 'grace', 'optional', one)];
    expect(explained(one, journal)?.state).toBe('watching');
  });

  test('is terminated by truth, even if the journal has not seen it', () => {
    const one = member(group(), { terminatedAt: at(29) });
    expect(explained(one, [entry(1, 'observing', 'optional', one)])).toEqual({ state: 'terminated' });
  });

  test.each([{ hardened: true }, { endpointDisabled: true }, { managedBy: 'eks.amazonaws.com' }])(
    'is skipped where there is nothing to do: %j',
    (changes) => {
      expect(explained(member(group(changes)), [])).toEqual({ state: 'skipped' });
    },
  );
});

describe('the journal does not explain', () => {
  const why = (one: Member, journal: readonly JournalEntry[], changedAt?: number): string | undefined =>
    explained(one, journal, changedAt)?.unexplained;

  test('an instance that is in no entry after a day', () => {
    expect(why(member(group(), { launchTime: at(28) }), [])).toBe('in no journal entry');
    expect(why(member(group(), { launchTime: at(29, 12) }), [])).toBeUndefined();
  });

  test('a secured member whose IMDSv1 answers', () => {
    const one = member(group());
    expect(why(one, [entry(1, 'cleared', 'secured', one)])).toBe('secured in the journal, but IMDSv1 answers');
  });

  test('an optional member that requires IMDSv2', () => {
    const one = member(group(), REQUIRED);
    expect(why(one, [entry(1, 'grace', 'optional', one)])).toBe('optional in the journal, but IMDSv2 is required');
  });

  test('a member that is gone in the journal and alive', () => {
    const one = member(group());
    expect(why(one, [entry(1, 'grace', 'gone', one)])).toBe('alive, but gone in the journal');
  });

  test('a change that no enforce effect announced before it was made', () => {
    const one = member(group(), REQUIRED);
    const journal = [entry(2, 'cleared', 'secured', one)];
    const announcing = journal.map((told) => ({ ...told, effects: [`enforce:${one.instance.id}:1`] }));
    expect(why(one, journal, at(3))).toBe('changed without an enforce effect in the journal');
    expect(why(one, announcing, at(1))).toBe('changed without an enforce effect in the journal');
    expect(why(one, announcing, at(3))).toBeUndefined();
  });
});
