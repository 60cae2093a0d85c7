import type { Calendar } from '../domain/permission.ts';
import { formatInstant } from '../domain/time.ts';
import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export interface CalendarFacts {
  readonly name: string;
  /** Null: it is not there. */
  readonly calendar: Seen<Calendar | null>;
}

/** The change calendar that policy names for the whole account. One that cannot be read stops everything. */
export function examineCalendar({ name, calendar }: CalendarFacts, region: string): Finding {
  const { ok, warning, failure, unknown } = about('calendar', region);
  if (!isSeen(calendar)) return unknown(`whether the change calendar ${name} is open`, calendar);
  if (calendar.known === null) {
    return failure(
      `The change calendar ${name} that the policy names is not there: nothing is enforced.`,
      `Console: Systems Manager > Change Calendar (${region}): create it, or set enforcement.calendar: none and deploy.`,
    );
  }
  const { state, until } = calendar.known;
  if (state !== 'closed') return ok(`The change calendar ${name} is open.`);
  return warning(
    `The change calendar ${name} is closed${until === null ? '' : ` until ${formatInstant(until)}`}: until it opens nothing is enforced.`,
    `aws ssm get-calendar-state --calendar-names ${name} --region ${region}`,
  );
}
