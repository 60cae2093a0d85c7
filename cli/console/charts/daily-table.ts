import { html } from 'hono/html';
import { DAY, floorTo, HOUR, type Instant, instant } from '../../../src/domain/time.ts';
import type { Series } from '../../../src/operators/answer.ts';
import { type Html, number } from '../parts/text.ts';
import { dateOf } from '../parts/times.ts';

type Known = Extract<Series, { hours: unknown }>;

interface Day {
  readonly day: Instant;
  readonly hours: number;
  readonly seen: readonly number[];
}

/** By UTC day, the oldest first. */
function daysOf({ start, hours }: Known): readonly Day[] {
  const days = new Map<Instant, { hours: number; seen: number[] }>();
  for (const [index, calls] of hours.entries()) {
    const key = floorTo(instant(start + index * HOUR), DAY);
    const day = days.get(key) ?? { hours: 0, seen: [] };
    day.hours += 1;
    if (calls !== null) day.seen.push(calls);
    days.set(key, day);
  }
  return [...days].map(([day, counts]) => ({ day, ...counts }));
}

/** What the plot shows, for those who read it or hear it. */
export const dailyTable = (series: Known): Html => html`<details>
<summary>The same as a table, by day</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Calls to IMDSv1, day by day">
<table>
<caption class="unseen">Calls to IMDSv1 by day</caption>
<thead><tr><th scope="col">Day</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Most in an hour</th><th scope="col" class="number">Hours with data</th></tr></thead>
<tbody>${[...daysOf(series)].reverse().map(row)}</tbody>
</table>
</div>
</details>`;

const row = ({ day, hours, seen }: Day): Html =>
  html`<tr><th scope="row"><time datetime="${new Date(day).toISOString()}">${dateOf(day)}</time></th>
${
  seen.length === 0
    ? html`<td class="number soft">not known</td><td class="number soft">not known</td>`
    : html`<td class="number">${number(seen.reduce((sum, calls) => sum + calls, 0))}</td><td class="number">${number(Math.max(...seen))}</td>`
}<td class="number">${seen.length} of ${hours}</td></tr>`;
