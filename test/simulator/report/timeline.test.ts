import { expect, test } from 'vitest';
import { makeTimeline } from '../../../simulator/report/timeline.ts';
import { at, group, member, START } from './logs.ts';

/** What a run says of the days that are over. */
function tell() {
  const lines: string[] = [];
  const timeline = makeTimeline(START, { line: (text) => lines.push(text), progress: () => {} });
  return { timeline, lines };
}

const opened = {
  id: 'n',
  occasion: 'breaker-opened',
  caseId: 'c',
  workload: 'asg:web',
  deadline: null,
  instanceIds: [],
  summary: 'Enforcement has stopped by itself in the whole account. 3 workloads had to be taken back within 24 h.',
  at: START,
};

test('the breaker is told with its cause, and who resumed with what had waited meanwhile', () => {
  const { timeline, lines } = tell();
  timeline.at(at(0, 10));
  timeline.noticed(opened, undefined);
  for (const hold of ['breaker-open', 'breaker-open', 'paused', undefined]) timeline.decided('c-1', hold);
  timeline.decided('c-2', 'breaker-open');
  timeline.at(at(1, 15));
  timeline.ordered({ command: 'resume', actor: 'arn:aws:sts::1:assumed-role/x/dana@example.com', reason: 'Looked.' });
  timeline.close();
  expect(lines).toEqual([
    `2026-03-02 10:00  breaker       ${opened.summary}`,
    '2026-03-03 15:00  operator      resumed by dana@example.com: Looked. 2 workloads had waited; what would have been done is on record.',
  ]);
});

/** Each instance changed so many hours after the start. */
function changed(hours: readonly number[], spec: Parameters<typeof member>[1] = {}) {
  const { timeline, lines } = tell();
  const workload = group({ name: 'web' });
  const members = hours.map(() => member(workload, spec));
  for (const [index, hour] of hours.entries()) {
    const [instanceId, one] = [members[index]?.instance.id ?? '', members[index]];
    timeline.at(at(0, hour));
    if (one !== undefined) timeline.changed({ at: at(0, hour), instanceId, tokens: 'required' }, one);
  }
  timeline.close();
  return lines;
}
const enforced = (hour: string, count: string) =>
  `2026-03-02 ${hour}:00  enforced      IMDSv2 required on ${count} without IMDSv1 use, of 1 workload (web)`;

test('a change that goes alone, while others wait for it, is told as the canary that it is', () => {
  const canary = '2026-03-02 01:00  canary        IMDSv2 required on one instance first, the others wait for it';
  expect(changed([1, 3, 3])).toEqual([`${canary}: 1 workload (web)`, enforced('03', '2 instances')]);
});

test('several at once are none, nor is one that nothing waits for', () => {
  expect(changed([1, 1, 1])).toEqual([enforced('01', '3 instances')]);
  expect(changed([1])).toEqual([enforced('01', '1 instance')]);
  const [first] = changed([1, 3], { options: { httpTokens: 'required' } });
  expect(first).toBe(enforced('01', '2 instances'));
});
