import { InvalidArgumentError } from 'commander';
import {
  type Duration,
  duration,
  floorTo,
  formatInstant,
  type Instant,
  parseDuration,
  parseInstant,
  plus,
  TimeError,
} from '../src/domain/time.ts';
import { isInstanceId, isRegion } from '../src/notices/untrusted.ts';

/** Reads one option; what is wrong with it is told beside its name, and the command ends with status 2. */
const reading =
  <Value>(read: (text: string) => Value | undefined, expected: string) =>
  (text: string): Value => {
    const value = read(text);
    if (value === undefined) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export const readTag = reading((text): Tag | undefined => {
  const [, key, value] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}, 'key=value, such as Team=payments');

export const readText = reading((text) => (text.trim() === '' ? undefined : text.trim()), 'some words');

/** The region of a case stands in its id; an instance is looked up. */
export const readSubject = reading(
  (text) => (isInstanceId(text) || isCaseId(text) ? text : undefined),
  'an instance (i-0123456789abcdef0) or a case (us-east-1/asg:web), as "imdsv2 status" lists them',
);

export const readCaseId = reading(
  (text) => (isCaseId(text) ? text : undefined),
  'a case such as us-east-1/asg:web, as "imdsv2 status" lists them',
);

export const readInstanceId = reading((text) => (isInstanceId(text) ? text : undefined), 'i-0123456789abcdef0');

export const readRegion = reading((text) => (isRegion(text) ? text : undefined), 'a region such as us-east-1');

export const readDays = reading((text) => within(text, 1, 90), 'a number of days from 1 to 90');

export const readLimit = reading((text) => within(text, 1, 1000), 'a whole number from 1 to 1000');
export const readPort = reading((text) => within(text, 0, 65_535), 'a port, 0 for any that is free');

const isCaseId = (text: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d{1,2}\/[a-z]+:./su.test(text);

function within(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}

/** An end: a moment, or so long from now on. */
export type Until = { readonly at: Instant } | { readonly after: Duration };

export const readUntil = reading((text): Until | undefined => {
  try {
    if (text.startsWith('P')) return { after: parseDuration(text) };
    return { at: parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text) };
  } catch (error) {
    if (error instanceof TimeError) return undefined;
    throw error;
  }
}, 'a length of time (P30D, PT12H), a day (2026-04-30, from its beginning in UTC) or a moment with its zone (2026-04-30T18:00:00Z)');

const SECOND = duration(1000);

export const endOf = (until: Until, now: Instant): string =>
  formatInstant('at' in until ? until.at : floorTo(plus(now, until.after), SECOND));
