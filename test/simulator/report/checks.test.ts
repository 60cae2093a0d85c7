import { describe, expect, test } from 'vitest';
import { violationsOf } from '../../../simulator/report/checks.ts';
import { emptyRecords, type Records } from '../../../simulator/report/records.ts';
import type { State } from '../../../simulator/report/states.ts';
import type { Member } from '../../../simulator/world/workload.ts';
import { at, byId, entry, graceStarted, group, member, START } from './logs.ts';

/** What is wrong with a run of thirty days that left the instance in this state. */
function violations(one: Member, state: State, records: Partial<Records> = {}): string[] {
  return violationsOf({
    start: START,
    end: at(30),
    members: byId(one),
    explained: new Map([[one, { state, caseEntry: entry(1, 'observing', 'optional', one) }]]),
    records: { ...emptyRecords(), ...records },
    startsPerDay: 2,
  });
}

const daily = Array.from({ length: 40 }, (_, day) => at(day - 10, 12));
const changedOn = (day: number, one: Member) => ({
  changes: [{ at: at(day), instanceId: one.instance.id, tokens: 'required' }],
});

describe('an instance that never called', () => {
  test('has to be secured when there was time for it', () => {
    expect(violations(member(group()), 'observing')).toHaveLength(1);
    expect(violations(member(group()), 'secured')).toEqual([]);
  });

  test('may still be observed when it came in the last sixteen days', () => {
    expect(violations(member(group(), { launchTime: at(14, 1) }), 'observing')).toEqual([]);
    expect(violations(member(group(), { launchTime: at(13) }), 'observing')).toHaveLength(1);
  });

  test('owes nothing where it could show nothing, or where nothing is ours to change', () => {
    expect(violations(member(group({ kind: 'stopped' })), 'observing')).toEqual([]);
    expect(violations(member(group({ managedBy: 'eks.amazonaws.com' })), 'skipped')).toEqual([]);
    expect(violations(member(group(), { terminatedAt: at(20) }), 'terminated')).toEqual([]);
  });
});

describe('an instance that calls', () => {
  const used = (): Member => member(group(), { calls: daily });

  test('has to have left observation', () => {
    expect(violations(used(), 'observing')).toHaveLength(1);
    expect(violations(used(), 'inGrace')).toEqual([]);
    expect(violations(used(), 'blocked')).toEqual([]);
  });

  test('at its boot alone, long ago, has to have left observation too', () => {
    const one = member(group(), { launchTime: at(-300), calls: [at(-300) + 60_000] });
    expect(violations(one, 'observing')).toHaveLength(1);
  });

  test('may wait while the grace windows of the day are used up', () => {
    const one = used();
    const notices = [graceStarted(at(29, 6), at(43), one), graceStarted(at(29, 7), at(43), one)];
    expect(violations(one, 'observing', { notices })).toEqual([]);
  });

  test('may not be changed before its grace window has ended', () => {
    const one = used();
    expect(violations(one, 'watching', changedOn(20, one))).toHaveLength(1);
    const notices = [graceStarted(at(5), at(19), one)];
    expect(violations(one, 'watching', { ...changedOn(20, one), notices })).toEqual([]);
  });

  test('may be changed once its use has stopped for seven days', () => {
    const one = member(group(), { calls: [at(5)] });
    expect(violations(one, 'secured', changedOn(13, one))).toEqual([]);
    expect(violations(one, 'secured', changedOn(11, one))).toHaveLength(1);
  });
});
