import { html } from 'hono/html';
import type { Evidence } from '../../../src/domain/evidence.ts';
import type { Instant } from '../../../src/domain/time.ts';
import type { Shown } from '../../../src/operators/answer.ts';
import { evidenceChart, type Mark } from '../charts/evidence.ts';
import { counted, type Html } from './text.ts';
import { ago } from './times.ts';

/** The plot against what the case waits for, and what the judgement rests on. */
export const caseEvidence = ({ series, evidence, case: brief, members, now }: Shown): Html => {
  const changed = members.flatMap(({ enforced }) => (enforced === null ? [] : [enforced.at]));
  const marks: readonly Mark[] = [
    { at: now, label: 'now', kind: 'now' },
    ...(brief.until === null
      ? []
      : [
          {
            at: brief.until,
            label: brief.state === 'excepted' ? 'exception ends' : 'deadline',
            kind: 'deadline' as const,
          },
        ]),
    ...(changed.length === 0 ? [] : [{ at: Math.min(...changed), label: 'first change', kind: 'change' as const }]),
  ];
  return html`${evidenceChart(series, marks)}
${changed.length === 0 ? '' : html`<p class="soft">Where IMDSv2 is required, EC2 counts no such calls any more: what was known before is stored.</p>`}
${evidence === null ? '' : html`<p class="soft">${judgedOn(evidence, now)}</p>`}`;
};

const judgedOn = ({ calls, lastUse, startSeen, from }: Evidence, now: Instant): Html =>
  html`Judged on ${calls === 0 ? 'no call' : counted(calls, 'call')} in the lookback${lastUse === null ? '' : html`, the last ever ${ago(lastUse, now)}`}; ${startSeen === null ? 'no start was seen' : html`the latest start seen ${ago(startSeen, now)}`}; ${counted(from.length, 'instance')} read.`;
