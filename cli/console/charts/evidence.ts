import { area, curveStepAfter, line } from 'd3-shape';
import { html } from 'hono/html';
import { DAY, HOUR } from '../../../src/domain/time.ts';
import type { Series } from '../../../src/operators/answer.ts';
import { counted, type Html, said } from '../parts/text.ts';
import { dateOf, shortDateOf } from '../parts/times.ts';
import { dailyTable } from './daily-table.ts';
import { type Run, splitAtGaps } from './runs.ts';
import { at, chart, days, type Frame, grid, levels, plot, round, scaleX, scaleY, type X, type Y } from './scales.ts';

/** A moment that the calls are to be seen against. */
export interface Mark {
  readonly at: number;
  readonly label: string;
  readonly kind: 'now' | 'deadline' | 'change';
}

type Known = Extract<Series, { hours: unknown }>;

const HEIGHT = 190;
const ROW = 18;

/** Calls of each hour against the deadline. Hours without data are hatched, never drawn as zero. */
export function evidenceChart(series: Series | null, marks: readonly Mark[]): Html {
  if (series === null)
    return html`<p class="soft">No instance of it can be read any more, so that there is nothing to draw.</p>`;
  if ('unreadable' in series)
    return html`<div class="notice bad"><p><strong>CloudWatch could not be read.</strong> ${said(series.unreadable)}</p><p>Until it can, nothing is changed here.</p></div>`;
  return series.hours.length === 0
    ? html`<p class="soft">No hour is over yet, so that there is nothing to draw.</p>`
    : known(series, marks);
}

function known(series: Known, marks: readonly Mark[]): Html {
  const end = series.start + series.hours.length * HOUR;
  const sorted = marks.filter(({ at: when }) => when >= series.start).sort((one, other) => one.at - other.at);
  const last = Math.max(end, ...sorted.map(({ at: when }) => when));
  const x = scaleX(series.start, last + (last - series.start) * 0.02);
  const highest = Math.max(...series.hours.map((calls) => calls ?? 0));
  const y = scaleY(highest);
  const { runs, gaps } = splitAtGaps(series.start, series.hours);
  const frame = { top: sorted.length * ROW + 6, height: HEIGHT };
  return html`<figure>
${chart(
  { id: 'calls', title: 'Calls to IMDSv1 in each hour', description: describe(series, sorted) },
  frame.top + frame.height + 26,
  html`<defs><pattern id="no-data" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>
${gaps.map((gap) => hatched(gap.start, gap.end, x, frame))}
${grid(y, frame)}${plot(frame, html`${runs.map((run) => steps(run, x, y))}`)}
${highest === 0 ? '' : levels(y, frame)}${days(x, frame)}
${sorted.map((mark, index) => marker(mark, index, x, frame))}`,
)}
<figcaption><ul class="legend">
<li class="key-calls">calls in an hour</li><li class="key-none">none: an hour that was seen</li><li class="key-gap">no data: not known, which is not zero</li>
</ul></figcaption>
${dailyTable(series)}
</figure>`;
}

/** One shape for hours next to each other; its upper edge, on the ground where there was no call, says "seen". */
function steps({ start, calls }: Run, x: X, y: Y): Html {
  const ends = [...calls, calls.at(-1) ?? 0].map((value, index) => [at(x, start + index * HOUR), value] as const);
  type Point = (typeof ends)[number];
  const across = ([left]: Point) => left;
  const up = ([, value]: Point) => round(y(value));
  const filled = area<Point>(across, 100, up).curve(curveStepAfter)(ends);
  const edge = line<Point>(across, up).curve(curveStepAfter)(ends);
  return html`<path class="calls-area" d="${filled}"/><path class="calls-line" d="${edge}"/>`;
}

const hatched = (start: number, end: number, x: X, { top, height }: Frame): Html =>
  html`<rect class="gap" x="${at(x, start)}%" width="${round(at(x, end) - at(x, start))}%" y="${top}" height="${height}"/><rect x="${at(x, start)}%" width="${round(at(x, end) - at(x, start))}%" y="${top}" height="${height}" fill="url(#no-data)"/>`;

/** Each label has a line of its own, so that none covers another. */
function marker({ at: when, label, kind }: Mark, index: number, x: X, { top, height }: Frame): Html {
  const left = at(x, when);
  const [anchor, shift] = left > 60 ? ['end', -5] : ['start', 5];
  return html`<g class="mark ${kind}"><line x1="${left}%" x2="${left}%" y1="${index * ROW + 4}" y2="${top + height}"/>
<text x="${left}%" dx="${shift}" y="${index * ROW + 14}" text-anchor="${anchor}">${label}, ${shortDateOf(when)}</text></g>`;
}

function describe({ start, hours, instances }: Known, marks: readonly Mark[]): string {
  const seen = hours.filter((calls) => calls !== null);
  const calls = seen.reduce((sum, each) => sum + each, 0);
  const missing = hours.length - seen.length;
  return [
    `${counted(calls, 'call')} of ${counted(instances, 'instance')} in ${counted(Math.ceil((hours.length * HOUR) / DAY), 'day')} from ${dateOf(start)} on.`,
    missing === 0 ? 'Every hour has data.' : `${counted(missing, 'hour')} of ${hours.length} have no data.`,
    ...marks.map(({ label, at: when }) => `${label}: ${dateOf(when)}.`),
  ].join(' ');
}
