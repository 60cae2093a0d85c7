import * as z from 'zod';
import { AwsError, type Operations } from './protocol.ts';

/** A change calendar is as it is, or as it is until its next transition (milliseconds). */
export type Calendar = 'OPEN' | 'CLOSED' | { readonly now: 'OPEN' | 'CLOSED'; readonly until: number };

const GetCalendarState = z.object({
  CalendarNames: z.array(z.string().regex(/^[\w.:/-]{3,128}$/)).min(1),
  AtTime: z.iso.datetime({ offset: true }).optional(),
});

/** Of several calendars one that is closed closes all; the next transition is told of a single one. */
export const createCalendars = (calendars: ReadonlyMap<string, Calendar>, homeRegion: string): Operations => ({
  GetCalendarState(params, { region }) {
    const parsed = GetCalendarState.safeParse(params);
    if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
    const { CalendarNames, AtTime } = parsed.data;
    const at = AtTime === undefined ? Date.now() : Date.parse(AtTime);
    const found = CalendarNames.map((name) => {
      const calendar = region === homeRegion ? calendars.get(name) : undefined;
      if (calendar === undefined) throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
      return stateAt(calendar, at);
    });
    const [only] = found;
    return {
      State: found.some(({ state }) => state === 'CLOSED') ? 'CLOSED' : 'OPEN',
      AtTime: isoSeconds(at),
      ...(found.length === 1 && only?.next !== undefined && { NextTransitionTime: isoSeconds(only.next) }),
    };
  },
});

function stateAt(calendar: Calendar, at: number): { state: 'OPEN' | 'CLOSED'; next?: number } {
  if (typeof calendar === 'string') return { state: calendar };
  if (at < calendar.until) return { state: calendar.now, next: calendar.until };
  return { state: calendar.now === 'OPEN' ? 'CLOSED' : 'OPEN' };
}

const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
