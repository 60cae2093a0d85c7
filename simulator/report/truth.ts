import type { Grant } from '../world/asking.ts';
import { anyIn, DAY, HOUR, MINUTE } from '../world/software.ts';
import type { Member, Workload } from '../world/workload.ts';
import type { Rejection } from '../world/world.ts';
import type { Change, Records } from './records.ts';

/** How far back an IMDSv1 call speaks against a change, and how long after it its metric can be read. */
const LOOKBACK = 14 * DAY;
const READABLE_AFTER = 10 * MINUTE;
/** Somebody who lived shorter may have come and gone between two reconciliations, its events lost. */
const NOTICEABLE = 7 * HOUR;

export interface Verdicts {
  readonly broken: readonly Rejection[];
  readonly unforeseeable: readonly Rejection[];
  readonly afterGrace: readonly Rejection[];
}

export interface Truth {
  readonly start: number;
  readonly members: ReadonlyMap<string, Member>;
  readonly rejections: readonly Rejection[];
  /** Exceptions that are known from the one who granted them. */
  readonly grants: readonly Grant[];
}

/** Sorts the calls that were refused because of a change of the product. Those of instances hardened at launch are not its. */
export function judgeRejections(truth: Truth, records: Records): Verdicts {
  const verdicts = { broken: [] as Rejection[], unforeseeable: [] as Rejection[], afterGrace: [] as Rejection[] };
  const changes = changesByInstance(records);
  const deadlines = deadlinesByWorkload(truth, records);
  for (const rejection of truth.rejections) {
    const { member, at } = rejection;
    const change = changes.get(member.instance.id)?.findLast((made) => made.at <= at);
    if (change === undefined) continue;
    if (graceHadEnded(deadlines, member.workload, change.at)) verdicts.afterGrace.push(rejection);
    else if (couldBeSeen(member, change.at, truth.start)) verdicts.broken.push(rejection);
    else verdicts.unforeseeable.push(rejection);
  }
  return verdicts;
}

export function changesByInstance({ changes }: Records): Map<string, Change[]> {
  return Map.groupBy(
    changes.filter(({ tokens }) => tokens === 'required'),
    ({ instanceId }) => instanceId,
  );
}

interface Window {
  readonly toldAt: number;
  readonly deadline: number;
}

/**
 * The grace windows that people were told of, by the workload to which the named instances really belong. One that
 * was closed because the use had stopped, or an exception was granted, never ended.
 */
export function deadlinesByWorkload(
  { members }: Pick<Truth, 'members'>,
  { notices }: Records,
): Map<Workload, Window[]> {
  const windows = new Map<Workload, Window[]>();
  for (const { occasion, deadline, instanceIds, at } of notices) {
    for (const workload of new Set(instanceIds.map((id) => members.get(id)?.workload))) {
      if (workload === undefined) continue;
      const known = windows.get(workload) ?? [];
      if (occasion === 'use-stopped' || occasion === 'excepted') windows.set(workload, known.slice(0, -1));
      if (occasion !== 'grace-started' || deadline === null) continue;
      windows.set(workload, [...known, { toldAt: at, deadline: Date.parse(deadline) }]);
    }
  }
  return windows;
}

export function graceHadEnded(
  windows: ReadonlyMap<Workload, readonly Window[]>,
  workload: Workload,
  at: number,
): boolean {
  const last = windows.get(workload)?.findLast(({ toldAt }) => toldAt <= at);
  return last !== undefined && last.deadline <= at;
}

/** Changes that were made while an exception ran. */
export function changesWhileExcepted({ members, grants }: Truth, { changes }: Records): Change[] {
  return changes.filter(({ instanceId, at }) => {
    const workload = members.get(instanceId)?.workload;
    return grants.some((grant) => grant.workload === workload && grant.from < at && at < grant.until);
  });
}

/** Was there, before the change, an answered IMDSv1 call of the workload that its metrics showed? */
export function couldBeSeen(member: Member, changedAt: number, start: number): boolean {
  const readable = changedAt - READABLE_AFTER;
  return member.workload.members.some((other) => {
    const { calls, runs } = other.instance;
    if (other !== member && !noticeable(other, start, changedAt)) return false;
    if (anyIn(calls, changedAt - LOOKBACK, readable)) return true;
    if (other.generation !== member.generation) return false;
    const latest = runs.findLast((run) => run.start < changedAt);
    return latest !== undefined && anyIn(calls, latest.start, Math.min(latest.start + HOUR, readable));
  });
}

function noticeable({ instance }: Member, start: number, until: number): boolean {
  const from = Math.max(start, instance.runs[0]?.start ?? Number.POSITIVE_INFINITY);
  const gone = instance.terminatedAt ?? Number.POSITIVE_INFINITY;
  return from < until && gone - from >= NOTICEABLE;
}
