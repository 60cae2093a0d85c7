import { parse, serialize } from 'tinyduration';

/** Milliseconds since the epoch, UTC. */
export type Instant = number & { readonly unit: 'instant' };

/** A length of time in milliseconds, never negative. */
export type Duration = number & { readonly unit: 'duration' };

/** Half open: `start` belongs to it, `end` does not, as in GetMetricData. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

export class TimeError extends Error {
  override readonly name = 'TimeError';
}

const isInstant = (ms: number): ms is Instant => Number.isSafeInteger(ms) && Math.abs(ms) <= 8.64e15;
const isDuration = (ms: number): ms is Duration => Number.isSafeInteger(ms) && ms >= 0;

/** @throws TimeError when `ms` is not a whole number of milliseconds that a Date can hold. */
export function instant(ms: number): Instant {
  if (!isInstant(ms)) throw new TimeError(`not an instant: ${ms}`);
  return ms;
}

/** @throws TimeError when `ms` is negative or not whole. */
export function duration(ms: number): Duration {
  if (!isDuration(ms)) throw new TimeError(`not a duration: ${ms}`);
  return ms;
}

export const MINUTE = duration(60_000);
export const HOUR = duration(3_600_000);
export const DAY = duration(86_400_000);

export const plus = (at: Instant, by: Duration): Instant => instant(at + by);
export const minus = (at: Instant, by: Duration): Instant => instant(at - by);
/** From `earlier` to `later`; zero when they stand the other way round. */
export const between = (earlier: Instant, later: Instant): Duration => duration(Math.max(0, later - earlier));
export const times = (by: Duration, factor: number): Duration => duration(Math.round(by * factor));
export const earliest = (first: Instant, ...rest: readonly Instant[]): Instant => instant(Math.min(first, ...rest));
export const latest = (first: Instant, ...rest: readonly Instant[]): Instant => instant(Math.max(first, ...rest));
export const floorTo = (at: Instant, step: Duration): Instant => instant(Math.floor(at / step) * step);
export const ceilTo = (at: Instant, step: Duration): Instant => instant(Math.ceil(at / step) * step);

/** ISO 8601, UTC, milliseconds: the one form of time in the table, in JSON and in text. */
export const formatInstant = (at: Instant): string => new Date(at).toISOString();

/** @throws TimeError when the text is no ISO 8601 instant with a zone. */
export function parseInstant(text: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)) throw new TimeError(`not an ISO 8601 instant: ${text}`);
  return instant(Date.parse(text));
}

/** Whole numbers, in this order and nothing around them: tinyduration reads whatever such a text begins with. */
const DURATION = /^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$/;

/**
 * ISO 8601 in weeks, days, hours and minutes. Years and months have no fixed length and seconds are finer than
 * anything that is scheduled here, so all three are refused.
 *
 * @throws TimeError naming the text.
 */
export function parseDuration(text: string): Duration {
  const fault = new TimeError(`not an ISO 8601 duration in weeks, days, hours or minutes (such as P14D): ${text}`);
  if (!DURATION.test(text)) throw fault;
  const { weeks = 0, days = 0, hours = 0, minutes = 0 } = parse(text);
  const ms = (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE;
  if (!isDuration(ms)) throw fault;
  return ms;
}

/** The shortest form in days, hours and minutes; `parseDuration` reads it back. */
export function formatDuration(by: Duration): string {
  const minutes = Math.round(by / MINUTE);
  if (minutes === 0) return 'PT0M';
  return serialize({ days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 });
}
