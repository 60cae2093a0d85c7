import { expect, test } from 'vitest';
import { makeTimeline } from '../../../simulator/report/timeline.ts';
import { at, START } from './logs.ts';

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
