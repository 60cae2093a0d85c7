import { type Outcome, violationsOf } from './checks.ts';
import type { Records } from './records.ts';
import type { State } from './states.ts';
import {
  changesByInstance,
  changesWhileExcepted,
  deadlinesByWorkload,
  graceHadEnded,
  judgeRejections,
  type Truth,
} from './truth.ts';

export interface Counted {
  readonly seed: number;
  readonly days: number;
  readonly instances: number;
  readonly launched: number;
  readonly events: number;
  readonly failedInvocations: number;
}

/** The one document of `--json`; its keys are a contract. */
export interface Summary extends Omit<Counted, 'failedInvocations'>, Record<State, number> {
  readonly enforced: number;
  readonly enforcedAfterGrace: number;
  /** Instances on which IMDSv1 was allowed again. */
  readonly takenBack: number;
  /** How often the breaker stopped enforcement in the whole account, and an operator let it go on. */
  readonly breakerOpened: number;
  readonly resumed: number;
  readonly ticketsOpened: number;
  readonly ticketsClosed: number;
  readonly notices: number;
  readonly digests: number;
  readonly exceptionsAsked: number;
  readonly exceptionsApproved: number;
  readonly exceptionsDenied: number;
  readonly exceptionsEnded: number;
  /** Changes made while an exception ran. */
  readonly changedWhileExcepted: number;
  readonly broken: number;
  readonly unforeseeable: number;
  readonly unexplained: number;
  readonly rejectedAfterGrace: number;
  readonly violations: readonly string[];
}

export function summarise(counted: Counted, truth: Truth, outcome: Outcome): Summary {
  const { records, explained } = outcome;
  const { failedInvocations, ...counts } = counted;
  const verdicts = judgeRejections(truth, records);
  const unexplained = [...explained].filter(([, { unexplained: why }]) => why !== undefined);
  const spited = changesWhileExcepted(truth, records);
  const perState = countStates(outcome);
  const total = Object.values(perState).reduce((sum, count) => sum + count, 0);
  const violations = [
    ...violationsOf(outcome),
    ...verdicts.broken
      .slice(0, 5)
      .map(
        ({ member, at }) =>
          `${member.workload.name}: a call of ${member.instance.id} was refused at ${iso(at)} though its use could be seen`,
      ),
    ...spited.slice(0, 5).map(({ instanceId, at }) => `${instanceId} was changed at ${iso(at)} while an exception ran`),
    ...unexplained.slice(0, 5).map(([{ instance }, { unexplained: why }]) => `${instance.id}: ${why}`),
    ...(total === counts.instances + counts.launched ? [] : [`the states add up to ${total}`]),
    ...(failedInvocations === 0 ? [] : [`${failedInvocations} invocations ended in the on-failure queue`]),
  ];
  return {
    ...counts,
    ...enforcements(truth, records),
    takenBack: new Set(records.changes.flatMap((made) => (made.tokens === 'optional' ? [made.instanceId] : []))).size,
    breakerOpened: told(records, 'breaker-opened'),
    resumed: records.orders.filter(({ command }) => command === 'resume').length,
    ticketsOpened: records.tickets.filter(({ what }) => what === 'opened').length,
    ticketsClosed: records.tickets.filter(({ what }) => what === 'closed').length,
    notices: records.notices.length,
    digests: records.digests.length,
    exceptionsAsked: told(records, 'exception-requested'),
    exceptionsApproved: told(records, 'excepted'),
    exceptionsDenied: told(records, 'exception-denied'),
    exceptionsEnded: told(records, 'exception-ended'),
    changedWhileExcepted: spited.length,
    broken: verdicts.broken.length,
    unforeseeable: verdicts.unforeseeable.length,
    unexplained: unexplained.length,
    rejectedAfterGrace: verdicts.afterGrace.length,
    ...perState,
    violations,
  };
}

const told = ({ notices }: Records, of: string): number => notices.filter(({ occasion }) => occasion === of).length;

function enforcements(truth: Truth, records: Records): { enforced: number; enforcedAfterGrace: number } {
  const changes = changesByInstance(records);
  const windows = deadlinesByWorkload(truth, records);
  const afterGrace = [...changes].filter(([id, made]) => {
    const workload = truth.members.get(id)?.workload;
    return workload !== undefined && made.some(({ at }) => graceHadEnded(windows, workload, at));
  });
  return { enforced: changes.size, enforcedAfterGrace: afterGrace.length };
}

function countStates({ explained }: Outcome): Record<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of explained.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  const of = (state: State): number => counts.get(state) ?? 0;
  return {
    observing: of('observing'),
    inGrace: of('inGrace'),
    excepted: of('excepted'),
    blocked: of('blocked'),
    enforcing: of('enforcing'),
    watching: of('watching'),
    secured: of('secured'),
    skipped: of('skipped'),
    terminated: of('terminated'),
  };
}

const iso = (at: number): string => new Date(at).toISOString();
export const isClean = ({ broken, unexplained, violations }: Summary): boolean =>
  broken === 0 && unexplained === 0 && violations.length === 0;
