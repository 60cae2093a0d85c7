import { type Ground, isUnexplained } from '../domain/member.ts';
import { formatInstant } from '../domain/time.ts';
import { candidatesOf } from './members.ts';
import { instances } from './sentences.ts';
import { step } from './step.ts';
import type { KnownView, Step, StepHold } from './view.ts';

/** What stands in the way of every change for now; the journal still says what would have been done. */
export function enforcementHold(view: KnownView, ground: Ground): Step | null {
  if (candidatesOf(view.members).length === 0) return null;
  const stop = brakeOf(view) ?? calendarHold(view);
  if (stop !== null) return step(view, REASONS[stop.kind], `${would(view, ground)}${SAID[stop.kind]}.`, { hold: stop });
  if (ground !== 'operator' && view.members.some(({ member }) => isUnexplained(member))) {
    const detail = 'it is not known yet why Auto Scaling ended an instance that had been changed';
    return step(view, 'removal-unexplained', `Enforcement waits: ${detail}.`, {
      hold: { kind: 'facts-unreadable', detail },
    });
  }
  if (view.controls.noLeaveUntil !== null) {
    const hold = {
      kind: 'rate-used-up',
      detail: 'the changes that the account may make for now are used up',
      until: view.controls.noLeaveUntil,
    } as const;
    return step(view, 'rate-used-up', 'The changes that the account may make for now are used up.', { hold });
  }
  if (view.policy.mode === 'observe') {
    return step(view, 'observe-only', 'Would enforce.', {
      hold: { kind: 'observe-only', detail: 'policy mode is observe' },
    });
  }
  return null;
}

type Stop = StepHold & { readonly kind: 'paused' | 'breaker-open' | 'calendar-closed' };

const REASONS = { paused: 'paused', 'breaker-open': 'breaker-open', 'calendar-closed': 'calendar' } as const;
const SAID = {
  paused: 'enforcement is paused',
  'breaker-open': 'the breaker is open',
  'calendar-closed': 'the change calendar is not open',
} as const;

function brakeOf({ controls: { paused, breaker } }: KnownView): Stop | null {
  if (paused) return { kind: 'paused', detail: paused.reason };
  return breaker && { kind: 'breaker-open', detail: breaker.reason };
}

/** One that cannot be read may be closed. */
function calendarHold({ calendar, policy }: KnownView): Stop | null {
  const named = `the change calendar ${policy.enforcement.calendar}`;
  if ('unreadable' in calendar)
    return { kind: 'calendar-closed', detail: `${named} cannot be read: ${calendar.unreadable}` };
  const { state, until } = calendar.known;
  if (state !== 'closed') return null;
  if (until === null) return { kind: 'calendar-closed', detail: `${named} is closed` };
  return { kind: 'calendar-closed', detail: `${named} is closed until ${formatInstant(until)}`, until };
}

/** The instances on which evidence, or the ground, allows it; each in its turn. */
function would({ members, evidence }: KnownView, ground: Ground): string {
  const ready = candidatesOf(members).filter(
    ({ member }) => ground !== 'zero' || evidence.verdicts.get(member.id)?.state === 'zero',
  );
  return ready.length === 0 ? 'Nothing would change yet; ' : `Would require IMDSv2 on ${instances(ready.length)}; `;
}
