import { html } from 'hono/html';
import { DAY, type Instant } from '../../../src/domain/time.ts';
import { type Counts, type PlannedWorkload, type Verdict, verdicts } from '../../../src/plan/document.ts';
import { at, chart, days, type Frame, grid, levels, plot, round, scaleX, scaleY } from '../../console/charts/scales.ts';
import { counted, type Html, named, number, workloadParts } from '../../console/parts/text.ts';
import { dateOf } from '../../console/parts/times.ts';

/** The colours of the console, each for what comes nearest to it there. */
const TONES: Readonly<Record<Verdict, string>> = {
  enforce: 'secured',
  observe: 'observing',
  grace: 'grace',
  skip: 'closed',
  blocked: 'blocked',
  compliant: 'watching',
};

export const tone = (verdict: Verdict): string => `tone-${TONES[verdict]}`;

export const sumOf = (counts: Counts): number => verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);

/** All instances as one bar; the figures stand beside it, so that it needs no words of its own. */
export function verdictBar(counts: Counts, height = 14): Html {
  const all = sumOf(counts);
  let before = 0;
  const parts = verdicts.map((verdict) => {
    const left = before;
    before += counts[verdict];
    return counts[verdict] === 0
      ? ''
      : html`<rect class="${tone(verdict)}" x="${round((left / all) * 100)}%" width="${round((counts[verdict] / all) * 100)}%" height="${height}"/>`;
  });
  return html`<svg class="share" width="100%" height="${height}" aria-hidden="true" focusable="false">${parts}</svg>`;
}

const FRAME: Frame = { top: 12, height: 110 };

/** Calls of a workload by day (UTC). A day without data is hatched, never drawn as zero. */
export function callsChart(of: PlannedWorkload, first: Instant, highest: number, index: number): Html {
  const { kind, name } = workloadParts(of.workload);
  const daily = of.daily ?? [];
  const x = scaleX(first, first + daily.length * DAY);
  const y = scaleY(highest);
  const width = round(100 / Math.max(1, daily.length));
  const bars = daily.map((calls, day) =>
    calls === null || calls === 0
      ? ''
      : html`<rect class="calls-bar" x="${round(day * width + width * 0.12)}" width="${round(width * 0.76)}" y="${round(y(calls))}" height="${round(100 - y(calls))}"/>`,
  );
  const gaps = daily.map((calls, day) =>
    calls === null
      ? html`<rect x="${at(x, first + day * DAY)}%" width="${width}%" y="${FRAME.top}" height="${FRAME.height}" fill="url(#no-data-${index})"/>`
      : '',
  );
  const seen = daily.filter((calls) => calls !== null);
  return html`<figure class="small">
<figcaption><strong>${named(name)}</strong> <span class="note">${kind} · ${named(of.region)} · ${counted(Math.round(of.calls), 'call')}</span></figcaption>
${chart(
  {
    id: `calls-${index}`,
    title: `Calls of ${name} to IMDSv1 by day`,
    description: `${seen.length} of ${daily.length} days have data; the most on one day were ${number(Math.round(Math.max(0, ...seen)))}. From ${dateOf(first)} on.`,
  },
  FRAME.top + FRAME.height + 26,
  html`<defs><pattern id="no-data-${index}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>
${gaps}${grid(y, FRAME)}${plot(FRAME, html`${bars}`)}${levels(y, FRAME)}${days(x, FRAME)}`,
)}
</figure>`;
}
