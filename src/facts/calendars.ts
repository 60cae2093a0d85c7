import type { Read } from '../domain/codecs.ts';
import { type Calendar, NO_CALENDAR } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import type { Sources } from '../services.ts';

/** Tells what the change calendar of a policy says now. Each is read once, and only where a policy names it. */
export function calendarsAt(services: Sources, now: Instant): (policy: Policy) => Promise<Read<Calendar>> {
  const asked = new Map<string, Promise<Read<Calendar>>>();
  return async ({ enforcement: { calendar: name } }) => {
    if (name === 'none') return { known: NO_CALENDAR };
    const answer = asked.get(name) ?? read(services, name, now);
    asked.set(name, answer);
    return answer;
  };
}

async function read(services: Sources, name: string, now: Instant): Promise<Read<Calendar>> {
  const calendar = await services.calendar(name, now);
  if ('unreadable' in calendar) services.log.count('UnreadableFacts', 1);
  return calendar;
}
