import type { Summary } from './summary.ts';

const SHOWN = 20;

/** The end of a run in words: what was done, where every instance stands, and whether anything broke. */
export function renderSummary(summary: Summary, failedEvents: number): string {
  const s = summary;
  const rows: [number, string][] = [
    [s.instances, 'instances were there at the start'],
    [s.launched, 'more were launched during the run'],
    [s.events, 'events reached the rules'],
    [s.enforced, 'instances were changed to require IMDSv2'],
    [s.enforcedAfterGrace, 'of them after a grace window that people were told of had ended'],
    [s.takenBack, 'of them were taken back: calls were refused while they were watched'],
    [s.breakerOpened, 'times the breaker opened: enforcement stopped in the whole account'],
    [s.resumed, 'resumed by an operator'],
    [s.ticketsOpened, 'tickets were opened'],
    [s.ticketsClosed, 'tickets were closed'],
    [s.notices, 'notices were sent'],
    [s.digests, 'weekly digests were sent'],
    [s.exceptionsAsked, 'exceptions were asked for, by their owner or by a tag on an instance'],
    [s.exceptionsApproved, 'approved by an operator'],
    [s.exceptionsDenied, 'denied by an operator'],
    [s.exceptionsEnded, 'ended: a shorter grace window began'],
  ];
  const stands: [number, string][] = [
    [s.secured, 'secured: IMDSv2 required, watched, no call refused'],
    [s.watching, 'watching: IMDSv2 required, still watched'],
    [s.enforcing, 'enforcing: cleared, the change is under way'],
    [s.inGrace, 'in grace: IMDSv1 is used, the owner has been told, the deadline runs'],
    [s.blocked, 'blocked: a person has to act first, the ticket says why'],
    [s.excepted, 'excepted: allowed to keep IMDSv1 for a time'],
    [s.observing, 'observing: not known well enough yet, or waiting for its turn'],
    [s.skipped, 'skipped: IMDSv2 from the start, no metadata endpoint, or managed by AWS'],
    [s.terminated, 'terminated during the run'],
  ];
  const verdict: [number, string][] = [
    [s.broken, 'calls broke although their use could have been seen'],
    [s.changedWhileExcepted, 'instances were changed while an exception ran'],
    [s.unforeseeable, 'calls were refused that nobody could have foreseen: the first use ever'],
    [s.rejectedAfterGrace, 'calls were refused after a grace window whose owner did nothing'],
    [s.unexplained, 'instances stand where the journal cannot explain it'],
    [failedEvents, 'invocations failed for good and lie in the on-failure queue'],
  ];
  return [
    `After ${s.days} days (seed ${s.seed})`,
    ...table(rows),
    '',
    'Where the instances stand',
    ...table(stands),
    '',
    'Did anything break?',
    ...table(verdict),
    ...s.violations.slice(0, SHOWN).map((violation) => `  ! ${violation}`),
    ...(s.violations.length > SHOWN ? [`  ! and ${s.violations.length - SHOWN} more`] : []),
    '',
    closing(s),
  ].join('\n');
}

const table = (rows: readonly [number, string][]): string[] =>
  rows.map(([count, words]) => `${String(count).padStart(7)}  ${words}`);

function closing({ broken, unexplained, violations }: Summary): string {
  if (broken === 0 && unexplained === 0 && violations.length === 0) {
    return 'No workload was broken that could have been spared, and the journal explains every instance.';
  }
  return 'This run does not hold what the product promises: see the lines above.';
}
