import type { Aws } from '../aws/server.ts';
import type { Records } from '../report/records.ts';
import type { SimInstance } from '../world/instance.ts';
import { HOUR, MINUTE } from '../world/software.ts';
import type { Member, Workload } from '../world/workload.ts';
import type { World } from '../world/world.ts';
import type { Asked, Modified, Published, Written } from './witness.ts';

/** What may be known about a run from outside: the truth, and the requests that were made. */
export interface Scene {
  readonly world: World;
  readonly aws: Aws;
  readonly records: Records;
  /** The rules in force, each with the moment from which they may hold; the latest last. */
  readonly policies: readonly InForce[];
  readonly asked: readonly Asked[];
  readonly modified: readonly Modified[];
  readonly published: readonly Published[];
  /** The latest item as it was put, by key. */
  readonly items: ReadonlyMap<string, Written>;
  /** When somebody else set tokens to optional on an instance. */
  readonly loosened: readonly { readonly at: number; readonly instanceId: string; readonly by: string }[];
  /** Instances that somebody else set to required. */
  readonly tightened: ReadonlySet<string>;
  /** Whether CloudWatch never got the points of an instance in that hour. */
  readonly gaps: (instanceId: string, hour: number) => boolean;
}

export interface InForce {
  readonly from: number;
  readonly lookback: number;
  readonly observe: number;
  readonly quiet: number;
  readonly start: string;
  readonly watchFor: number;
  readonly hops: string;
}

export const itemKey = (pk: string, sk: string): string => `${pk}|${sk}`;

/** The member item of an instance, whatever its case. */
export const memberItems = (scene: Scene, id: string): Written[] =>
  [...scene.items.values()].filter(({ sk }) => sk === `member#${id}`);

export const caseIdOf = (scene: Scene, member: Member): string | undefined => {
  const [item] = memberItems(scene, member.instance.id);
  return item === undefined ? undefined : String(item.item['caseId']);
};

/** The rules of the last hour: a function knows a new policy a minute later, and a decision lives for minutes. */
export function rulesAt(scene: Scene, at: number): InForce[] {
  const index = scene.policies.findLastIndex(({ from }) => from <= at - HOUR);
  return scene.policies.slice(Math.max(0, index)).filter(({ from }) => from <= at);
}

/** A change may rest on a reading of the last hour, and CloudWatch takes some minutes. */
export const READABLE_AFTER = HOUR + 15 * MINUTE;

/** The calls of an instance that CloudWatch shows: those in gaps are nowhere to be seen. */
export const shown = (scene: Scene, instance: SimInstance, which: 'calls' | 'rejected'): number[] =>
  instance[which].filter((at) => !scene.gaps(instance.id, Math.floor(at / HOUR)));

/**
 * An answered IMDSv1 call that speaks against a change at `at`: of the instance itself, or of another member that the
 * product knew or had had a day to find.
 */
export function useSeen(scene: Scene, member: Member, at: number): string | undefined {
  const rules = rulesAt(scene, at);
  const ended = useEnded(scene, member.workload, at);
  const reach = Math.min(...rules.map((each) => (ended ? Math.min(each.lookback, each.quiet) : each.lookback)));
  // Metrics are read by whole hours of the clock.
  const lookback = reach - HOUR;
  const readable = at - READABLE_AFTER;
  for (const each of member.workload.members) {
    if (each !== member && !known(scene, each)) continue;
    const calls = shown(scene, each.instance, 'calls');
    const call = callWithin(calls, at - lookback, readable);
    if (call !== undefined) return `${each.instance.id} called IMDSv1 at ${iso(call)}`;
    // What is gone will not start again.
    if (each.generation !== member.generation || (each.instance.terminatedAt ?? at) < at) continue;
    const latest = each.instance.runs.findLast(({ start }) => start < at);
    const atStart = latest && callWithin(calls, latest.start, Math.min(latest.start + HOUR, readable));
    if (atStart !== undefined && !(ended && isOver(rules, member, atStart, at - HOUR)))
      return `${each.instance.id} called IMDSv1 at ${iso(atStart)}, after its start`;
  }
  return undefined;
}

/** A use at the start is over, where policy asks for a start, once one of the generation has had its first hour without it. */
const isOver = (rules: readonly InForce[], { workload, generation }: Member, call: number, until: number): boolean =>
  !rules.every(({ start }) => start === 'required') ||
  workload.members.some(
    (each) =>
      each.generation === generation &&
      each.instance.runs.some(
        ({ start }) =>
          start > call && start <= until && callWithin(each.instance.calls, start, start + HOUR) === undefined,
      ),
  );

export const callWithin = (calls: readonly number[], from: number, to: number): number | undefined =>
  calls.findLast((at) => at >= from && at < to);
export const iso = (at: number): string => new Date(at).toISOString();

/** Once people were told, use is over after the quiet time, and what was before it counts no more. */
const useEnded = (scene: Scene, workload: Workload, until: number): boolean =>
  toldOf(scene, workload).some(({ notice, at }) => at <= until && notice.occasion === 'grace-started');

/**
 * The notices about a workload: that name its instances, or its case, as its last instance may have ended before people
 * were told.
 */
export function toldOf(scene: Scene, workload: Workload): Published[] {
  const caseIds = new Set(workload.members.map((member) => caseIdOf(scene, member)));
  return scene.published.filter(
    ({ notice: { caseId, instanceIds } }) =>
      caseIds.has(caseId) || instanceIds.some((id) => scene.world.members.get(id)?.workload === workload),
  );
}

const known = (scene: Scene, { instance }: Member): boolean => memberItems(scene, instance.id).length > 0;

/** A grace window that people were told of, and that had ended. */
export function graceEnded(scene: Scene, workload: Workload, at: number): boolean {
  const told = toldOf(scene, workload);
  const last = told.findLast(({ notice }) => notice.occasion === 'grace-started');
  if (last === undefined || last.at > at) return false;
  const { deadline } = last.notice;
  // Put off, or taken back, since.
  const since = told.filter(({ order }) => order > last.order);
  const over = since.some(({ notice }) => notice.occasion === 'use-stopped' || notice.occasion === 'excepted');
  return !over && deadline !== null && Date.parse(deadline) <= at;
}

/** Also what is still being carried out, and what was before its answer got lost. */
export const mayBeTaken = (status: number): boolean => [0, 200, 502].includes(status);

/** An operator's word for one case or instance that was taken, or is being taken: the latest such. */
export const ordered = (scene: Scene, kind: string, member: Member): Asked | undefined => {
  const caseId = caseIdOf(scene, member);
  return scene.asked.findLast(
    ({ request, status }) =>
      mayBeTaken(status) && request['kind'] === kind && [member.instance.id, caseId].includes(String(request['case'])),
  );
};

export const isRequired = ({ request }: Modified): boolean => request['HttpTokens'] === 'required';

/** What a member item keeps of the change that was made. */
export function enforcementOf(
  item: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> | undefined {
  const kept = item?.['enforcement'];
  return typeof kept === 'object' && kept !== null ? { ...kept } : undefined;
}
