import { GetCalendarStateCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Read } from '../domain/codecs.ts';
import type { Calendar } from '../domain/permission.ts';
import { formatInstant, type Instant, instant } from '../domain/time.ts';
import { describeError } from './errors.ts';

/**
 * What an SSM Change Calendar says of a moment. Whatever goes wrong is `unreadable`, also a calendar that does not
 * exist: it stops enforcement and nothing else.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCalendarState.html
 */
export async function readCalendar(client: SSMClient, name: string, at: Instant): Promise<Read<Calendar>> {
  try {
    // AWS names the next change only where it is told a time; to the second, as all its examples are.
    const AtTime = `${formatInstant(at).slice(0, 19)}Z`;
    const answer = await client.send(new GetCalendarStateCommand({ CalendarNames: [name], AtTime }));
    if (answer.State === 'OPEN') return { known: { state: 'open', until: null } };
    if (answer.State === 'CLOSED') return { known: { state: 'closed', until: momentOf(answer.NextTransitionTime) } };
    return { unreadable: `GetCalendarState answered ${answer.State ?? 'no state'}` };
  } catch (error) {
    return { unreadable: describeError(error) };
  }
}

const momentOf = (text: string | undefined): Instant | null => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : instant(at);
};
