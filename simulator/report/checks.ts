import { anyIn, DAY } from '../world/software.ts';
import { alive, type Member, type Workload } from '../world/workload.ts';
import type { Records } from './records.ts';
import type { Explained } from './states.ts';
import { changesByInstance, couldBeSeen, deadlinesByWorkload, graceHadEnded } from './truth.ts';

export interface Outcome {
  readonly start: number;
  readonly end: number;
  readonly members: ReadonlyMap<string, Member>;
  readonly explained: ReadonlyMap<Member, Explained>;
  readonly records: Records;
  /** Policy grace.startsPerDay. */
  readonly startsPerDay: number;
}

/** The policy's defaults: evidence.lookback and watch.for, and a day for daily readings to come round. */
const UNUSED_SECURED_WITHIN = 14 * DAY + DAY + DAY;
const USE_ACTED_ON_WITHIN = 2 * DAY;
/** Policy grace.quiet: how long without a call before use counts as stopped. */
const QUIET = 7 * DAY;

/** What should have come of each workload by the end and did not: one sentence each. */
export function violationsOf(outcome: Outcome): string[] {
  const workloads = Map.groupBy(outcome.members.values(), ({ workload }) => workload);
  const judge = makeJudge(outcome);
  return [...workloads].flatMap(([workload, members]) => {
    const ours = members.filter(isOurs);
    const used = members.some(({ instance: { calls, rejected } }) => calls.length > 0 || rejected.length > 0);
    const faults = ours.flatMap((member) => (used ? judge.used(workload, member) : judge.unused(member)) ?? []);
    return faults
      .slice(0, 1)
      .map((fault) => `${workload.name}: ${fault}${faults.length > 1 ? ` (${faults.length} such)` : ''}`);
  });
}

/** Alive, and launched with an IMDSv1 that is the product's to switch off. */
const isOurs = (member: Member): boolean => {
  const { hardened, endpointDisabled, managedBy } = member.workload;
  return alive(member) && !hardened && !endpointDisabled && managedBy === undefined;
};

function makeJudge({ start, end, explained, records, startsPerDay }: Outcome) {
  const changes = changesByInstance(records);
  const windows = deadlinesByWorkload({ members: membersOf(explained) }, records);
  const starts = records.notices.filter(({ occasion }) => occasion === 'grace-started');
  const queueIsFull = starts.filter(({ at }) => at >= end - DAY).length >= startsPerDay;

  return {
    /** Nobody of its workload ever called, and its start could be seen. */
    unused(member: Member): string | undefined {
      const { id, runs } = member.instance;
      const firstSeen = Math.max(start, runs[0]?.start ?? end);
      const dormant = member.workload.kind === 'stopped';
      const state = explained.get(member)?.state;
      if (dormant || firstSeen >= end - UNUSED_SECURED_WITHIN || state === 'secured') return undefined;
      return `${id} never called IMDSv1 and is ${state}, not secured`;
    },

    used(workload: Workload, member: Member): string | undefined {
      const { id } = member.instance;
      const { state, caseEntry } = explained.get(member) ?? {};
      if (state === 'inGrace' || state === 'excepted') return undefined;
      if (state === 'blocked') return caseEntry?.reason === '' ? `${id} is blocked without a reason` : undefined;
      const change = changes.get(id)?.at(-1);
      if (change !== undefined) {
        if (graceHadEnded(windows, workload, change.at) || !callsBetween(workload, change.at - QUIET, change.at))
          return undefined;
        return `${id} was changed in spite of use, outside an ended grace window`;
      }
      const longAgo = end - USE_ACTED_ON_WITHIN;
      if (queueIsFull || bornAt(member) > longAgo || !couldBeSeen(member, longAgo, start)) return undefined;
      if (state === 'enforcing' && !callsBetween(workload, end - QUIET, end)) return undefined;
      return `${id} calls IMDSv1 and is ${state}`;
    },
  };
}

const bornAt = ({ instance }: Member): number => instance.runs[0]?.start ?? Number.POSITIVE_INFINITY;
const callsBetween = ({ members }: Workload, from: number, to: number): boolean =>
  members.some(({ instance }) => anyIn(instance.calls, from, to));
const membersOf = (explained: ReadonlyMap<Member, Explained>): Map<string, Member> =>
  new Map([...explained.keys()].map((member) => [member.instance.id, member]));
