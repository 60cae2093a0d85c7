import { describe, expect, test } from 'vitest';
import { emptyRecords, type Notice } from '../../../simulator/report/records.ts';
import { changesWhileExcepted, judgeRejections } from '../../../simulator/report/truth.ts';
import type { Member } from '../../../simulator/world/workload.ts';
import { at, byId, graceStarted, group, member, START } from './logs.ts';

const CHANGED = at(20);

/** How a call refused on day 25 is judged, the instance having been changed on day 20. */
function verdict(refused: Member, notices: readonly Notice[] = [], changed = CHANGED): string {
  const records = emptyRecords();
  records.changes.push({ at: changed, instanceId: refused.instance.id, tokens: 'required' });
  records.notices.push(...notices);
  const truth = {
    start: START,
    members: byId(...refused.workload.members),
    rejections: [{ member: refused, at: at(25) }],
    grants: [],
  };
  const verdicts = Object.entries(judgeRejections(truth, records)).filter(([, calls]) => calls.length > 0);
  return verdicts.map(([name]) => name).join() || 'none';
}

describe('a refused call is broken', () => {
  test('when the instance itself called in the fourteen days before the change', () => {
    expect(verdict(member(group(), { calls: [at(6, 1)] }))).toBe('broken');
  });

  test('when another member of its workload did', () => {
    const workload = group();
    member(workload, { calls: [at(19)] }, 7);
    expect(verdict(member(workload))).toBe('broken');
  });

  test('when it called in the first hour after its latest start, however long ago', () => {
    expect(verdict(member(group(), { launchTime: at(-300), calls: [at(-300) + 120_000] }))).toBe('broken');
  });

  test('when a member of its generation called in the first hour after its start', () => {
    const workload = group();
    member(workload, { launchTime: at(-40), calls: [at(-40) + 120_000] });
    expect(verdict(member(workload))).toBe('broken');
  });

  test('when the grace window had not ended at the change', () => {
    const used = member(group(), { calls: [at(10)] });
    expect(verdict(used, [graceStarted(at(8), at(22), used)])).toBe('broken');
  });
});

describe('a refused call is broken, in spite of a deadline that has passed,', () => {
  test.each([
    ['the use had stopped', 'use-stopped'],
    ['an exception was granted', 'excepted'],
  ])('when the window was closed because %s', (_why, occasion) => {
    const used = member(group(), { calls: [at(10)] });
    const closed = { ...graceStarted(at(15), at(19), used), occasion };
    expect(verdict(used, [graceStarted(at(5), at(19), used), closed])).toBe('broken');
  });
});

describe('a change', () => {
  const changedAt = (day: number, other = false): number => {
    const workload = group();
    const one = member(workload);
    const grants = [{ workload: other ? group() : workload, from: at(10), until: at(20) }];
    const changes = [{ at: at(day), instanceId: one.instance.id, tokens: 'required' }];
    const truth = { start: START, members: byId(one), rejections: [], grants };
    return changesWhileExcepted(truth, { ...emptyRecords(), changes }).length;
  };

  test('may not be made while an exception of its workload runs', () => {
    expect([changedAt(9), changedAt(11), changedAt(19), changedAt(20)]).toEqual([0, 1, 1, 0]);
    expect(changedAt(11, true)).toBe(0);
  });
});

describe('a refused call is unforeseeable', () => {
  test('when nobody of the workload ever called before', () => {
    expect(verdict(member(group()))).toBe('unforeseeable');
  });

  test('when the last call is longer ago than evidence looks back', () => {
    expect(verdict(member(group(), { calls: [at(5, 23)] }))).toBe('unforeseeable');
  });

  test('when the only call came minutes before the change, its metric not there yet', () => {
    expect(verdict(member(group(), { calls: [CHANGED - 60_000] }))).toBe('unforeseeable');
  });

  test('when only a member of another generation called at its start, long ago', () => {
    const workload = group();
    member(workload, { launchTime: at(-40), calls: [at(-40) + 120_000] }, 2);
    expect(verdict(member(workload))).toBe('unforeseeable');
  });

  test('when who called was gone before anybody could look', () => {
    const workload = group();
    member(workload, { launchTime: at(18), calls: [at(18, 1)], terminatedAt: at(18, 3) });
    expect(verdict(member(workload))).toBe('unforeseeable');
  });
});

describe('a refused call is neither', () => {
  test('when a grace window that people were told of had ended at the change', () => {
    const used = member(group(), { calls: [at(19)] });
    expect(verdict(used, [graceStarted(at(5), at(19), used)])).toBe('afterGrace');
  });

  test('when the instance required IMDSv2 before the product changed anything', () => {
    expect(verdict(member(group(), { calls: [at(19)] }), [], at(26))).toBe('none');
  });
});
