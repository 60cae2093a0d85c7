import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A call at half past every hour. */
export const hourly = (from: number, until: number): number[] =>
  Array.from({ length: Math.floor((until - from) / HOUR) }, (_, n) => from + n * HOUR + HOUR / 2);

export const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** A sample of events/, about another instance and of another time if these are given. */
export function sampleAbout(name: string, instanceId?: string, eventTime?: string): unknown {
  const text = readFileSync(join(import.meta.dirname, '../../events', `${name}.json`), 'utf8');
  const named = instanceId === undefined ? text : text.replaceAll(/i-[0-9a-f]{17}/g, instanceId);
  const timed = eventTime === undefined ? named : named.replace(/("eventTime": )"[^"]*"/, `$1"${eventTime}"`);
  return JSON.parse(timed);
}
