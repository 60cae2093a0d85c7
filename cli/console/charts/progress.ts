import { area, line } from 'd3-shape';
import { html } from 'hono/html';
import { percent } from '../../../src/notices/words.ts';
import type { Overview } from '../../../src/operators/answer.ts';
import { type Html, number } from '../parts/text.ts';
import { dateOf } from '../parts/times.ts';
import { at, chart, days, type Frame, grid, levels, plot, round, scaleX, scaleY, type X, type Y } from './scales.ts';

type Day = Overview['progress'][number];

const FRAME: Frame = { top: 12, height: 250 };

/** How many workloads were secured at the end of each day, of those that were known by then. */
export function progressChart(progress: readonly Day[]): Html {
  const [first] = progress;
  const last = progress.at(-1);
  if (first === undefined || last === undefined || progress.length < 2)
    return html`<p class="soft">There is nothing to draw yet: progress is counted at the end of each day.</p>`;
  const x = scaleX(first.day, last.day);
  const y = scaleY(Math.max(...progress.map(({ known }) => known)));
  return html`<figure>
${chart(
  {
    id: 'progress',
    title: 'Workloads secured over time',
    description: `From ${dateOf(first.day)} to ${dateOf(last.day)}: ${first.secured} of ${first.known} workloads were secured at the beginning, ${last.secured} of ${last.known} at the end.`,
  },
  FRAME.top + FRAME.height + 26,
  html`${grid(y, FRAME)}${plot(FRAME, curves(progress, x, y))}${levels(y, FRAME)}${days(x, FRAME)}`,
)}
<figcaption><ul class="legend"><li class="key-secured">secured</li><li class="key-known">known</li></ul></figcaption>
${table(progress)}
</figure>`;
}

function curves(progress: readonly Day[], x: X, y: Y): Html {
  const across = ({ day }: Day) => at(x, day);
  const secured = ({ secured }: Day) => round(y(secured));
  const filled = area<Day>(across, 100, secured)(progress);
  const edge = line<Day>(across, secured)(progress);
  const known = line<Day>(across, ({ known }) => round(y(known)))(progress);
  return html`<path class="secured-area" d="${filled}"/><path class="secured-line" d="${edge}"/><path class="known-line" d="${known}"/>`;
}

const table = (progress: readonly Day[]): Html => html`<details>
<summary>The same as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Workloads secured, day by day">
<table>
<caption class="unseen">Workloads secured at the end of each day</caption>
<thead><tr><th scope="col">Day</th><th scope="col" class="number">Known</th><th scope="col" class="number">Secured</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${[...progress].reverse().map(row)}</tbody>
</table>
</div>
</details>`;

const row = ({ day, known, secured }: Day): Html =>
  html`<tr><th scope="row"><time datetime="${new Date(day).toISOString()}">${dateOf(day)}</time></th><td class="number">${number(known)}</td><td class="number">${number(secured)}</td><td class="number">${known === 0 ? '–' : percent(secured / known)}</td></tr>`;
