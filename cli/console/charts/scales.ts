import { type ScaleLinear, type ScaleTime, scaleLinear, scaleUtc } from 'd3-scale';
import { html } from 'hono/html';
import type { Html } from '../parts/text.ts';
import { shortDateOf } from '../parts/times.ts';

/**
 * Charts stretch with the page: what lies in the plot is drawn on a square of 100 units that is pulled to its size,
 * what must keep its shape (text, lines, hatching) is placed by percentages.
 */
export type X = ScaleTime<number, number>;
export type Y = ScaleLinear<number, number>;

export const scaleX = (from: number, to: number): X => scaleUtc([new Date(from), new Date(to)], [0, 100]);
/** From zero, to a round number above `highest`. */
export const scaleY = (highest: number): Y => scaleLinear([0, Math.max(1, highest)], [100, 0]).nice(4);

export const at = (x: X, time: number): number => round(x(new Date(time)));
export const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The plot lies between these lines of pixels; above it are the labels of its marks, below it the days. */
export interface Frame {
  readonly top: number;
  readonly height: number;
}

export const plot = ({ top, height }: Frame, content: Html): Html => html`
<svg class="plot" x="0" y="${top}" width="100%" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">${content}</svg>`;

const levelsOf = (y: Y, { top, height }: Frame) =>
  y
    .ticks(4)
    .filter(Number.isInteger)
    .map((value) => ({ value, line: round(top + (y(value) / 100) * height) }));

/** Lines across, to be drawn before what they measure. */
export const grid = (y: Y, frame: Frame): readonly Html[] =>
  levelsOf(y, frame).map(({ line }) => html`<line class="grid" x1="0" x2="100%" y1="${line}" y2="${line}"/>`);

/** What the lines stand for, to be drawn after it. */
export const levels = (y: Y, frame: Frame): readonly Html[] =>
  levelsOf(y, frame)
    .filter(({ value }) => value > 0)
    .map(({ value, line }) => html`<text class="level" x="0" y="${line - 4}">${value.toLocaleString('en')}</text>`);

/** Whole days below the plot; every other one gives way on a narrow page. */
export const days = (x: X, { top, height }: Frame): readonly Html[] =>
  x
    .ticks(8)
    .filter((day) => day.getTime() % 86_400_000 === 0)
    .map((day, index) => {
      const left = at(x, day.getTime());
      const anchor = left < 3 ? 'start' : left > 97 ? 'end' : 'middle';
      return html`<g class="${index % 2 === 0 ? 'day' : 'day minor'}"><line x1="${left}%" x2="${left}%" y1="${top + height}" y2="${top + height + 4}"/>
<text x="${left}%" y="${top + height + 18}" text-anchor="${anchor}">${shortDateOf(day.getTime())}</text></g>`;
    });

interface Words {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A picture with a name and, in words, what it shows. */
export const chart = ({ id, title, description }: Words, height: number, content: Html): Html => html`
<svg class="chart" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${content}
</svg>`;
