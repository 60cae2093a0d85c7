import { html } from 'hono/html';
import { DAY, formatInstant, HOUR, type Instant, MINUTE } from '../../../src/domain/time.ts';
import { moment } from '../../../src/notices/words.ts';
import type { Html } from './text.ts';

const HALF_A_YEAR = 180 * DAY;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** `16 Mar 2026`, in UTC like every time here. */
export const dateOf = (at: number): string => DATE.format(at);
export const shortDateOf = (at: number): string => SHORT_DATE.format(at);
export const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** In one unit, rounded towards now: a deadline is never told later than it is. */
export function relative(at: Instant, now: Instant): string {
  const by = at - now;
  const far = Math.abs(by);
  if (far < MINUTE) return 'now';
  if (far < HOUR) return RELATIVE.format(Math.trunc(by / MINUTE), 'minute');
  if (far < 2 * DAY) return RELATIVE.format(Math.trunc(by / HOUR), 'hour');
  return RELATIVE.format(Math.trunc(by / DAY), 'day');
}

/** How far away it is, with the moment itself for those who ask. */
export const ago = (at: Instant, now: Instant): Html =>
  html`<time datetime="${formatInstant(at)}" title="${moment(at)}">${relative(at, now)}</time>`;

/** Both, where the date itself matters; the year only where nobody would guess it. */
export const dated = (at: Instant, now: Instant): Html =>
  html`<span class="dated"><time datetime="${formatInstant(at)}" title="${moment(at)}">${Math.abs(at - now) < HALF_A_YEAR ? shortDateOf(at) : dateOf(at)}</time> <span class="soft">${relative(at, now)}</span></span>`;

/** To the minute, where the order of things matters. */
export const stamped = (at: Instant, now: Instant): Html =>
  html`<time datetime="${formatInstant(at)}" title="${relative(at, now)}">${dateOf(at)} ${clockOf(at)}</time>`;

export const orNever = (at: Instant | null, now: Instant, otherwise = '–'): Html =>
  at === null ? html`<span class="soft">${otherwise}</span>` : ago(at, now);
