import { describeError } from '../aws/errors.ts';
import { DAY, floorTo, latest, minus } from '../domain/time.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Context } from './context.ts';
import {
  type Counts,
  NONE,
  type Plan,
  type PlannedInstance,
  type PlannedRegion,
  type PlannedWorkload,
  type WhatIf,
} from './document.ts';
import { type CaseResult, planRegion, type RegionResult } from './region.ts';
import { isOfAws } from './sources.ts';

type Outcome =
  | { readonly region: string; readonly result: RegionResult }
  | { readonly region: string; readonly unreadable: string }
  | { readonly region: string; readonly leftOut: true };

type Core = Pick<
  Plan,
  'generatedAt' | 'account' | 'window' | 'firstDay' | 'regions' | 'workloads' | 'instances' | 'whatIf' | 'complete'
>;

/** All regions side by side. One that cannot be read is named, and takes nothing of the others with it. */
export async function planAccount(context: Context, regions: readonly string[]): Promise<Core> {
  const { policies, now, at } = context;
  const isIn = (region: string) => policies.regions === 'all' || policies.regions.includes(region);
  const outcomes = await Promise.all(
    regions.map(async (region): Promise<Outcome> => {
      if (!isIn(region)) return { region, leftOut: true };
      try {
        return { region, result: await planRegion(context, region) };
      } catch (error) {
        if (!isOfAws(error)) throw error;
        return { region, unreadable: describeError(error) };
      }
    }),
  );
  const results = outcomes.flatMap((each) => ('result' in each ? [each.result] : []));
  const cases = results.flatMap((result) => result.cases);
  const planned = outcomes.map(regionOf);
  return {
    generatedAt: now,
    account: results.find(({ account }) => account !== null)?.account ?? null,
    window: { start: minus(now, policies.base.evidence.lookback), end: now },
    firstDay: floorTo(windowFor(now, policies.base.evidence.lookback).start, DAY),
    regions: planned,
    workloads: cases.map(workloadOf),
    instances: cases.flatMap(({ instances }) => instances),
    whatIf: at === null ? null : sumUp(cases, at),
    complete: planned.every(({ status, unreadable }) => status !== 'unreadable' && unreadable === 0),
  };
}

function regionOf(outcome: Outcome): PlannedRegion {
  const { region } = outcome;
  const nothing = { region, instances: 0, counts: NONE, unreadable: 0 };
  if ('leftOut' in outcome) return { ...nothing, status: 'left-out', reason: 'policy does not name it' };
  if ('unreadable' in outcome) return { ...nothing, status: 'unreadable', reason: outcome.unreadable };
  const { cases, instances } = outcome.result;
  const unreadable = cases.reduce((sum, each) => sum + each.unreadable, 0);
  const counts = countsOf(cases.flatMap((each) => each.instances));
  return { region, status: 'read', reason: null, instances, counts, unreadable };
}

export function countsOf(instances: readonly PlannedInstance[]): Counts {
  const counts = { ...NONE };
  for (const { verdict } of instances) counts[verdict] += 1;
  return counts;
}

function workloadOf({ caseId, owner, because, instances, daily }: CaseResult): PlannedWorkload {
  const [region = ''] = caseId.split('/', 1);
  const counts = countsOf(instances);
  const uses = instances.flatMap(({ evidence: { lastUse } }) => (lastUse === null ? [] : [lastUse]));
  const [first] = uses;
  return {
    region,
    workload: caseId.slice(region.length + 1),
    owner,
    counts,
    because: because ?? instances[0]?.reason ?? '',
    calls: instances.reduce((sum, { evidence: { calls } }) => sum + (calls ?? 0), 0),
    lastUse: first === undefined ? null : latest(first, ...uses),
    daily,
  };
}

function sumUp(cases: readonly CaseResult[], at: WhatIf['at']): WhatIf {
  const replayed = cases.flatMap((each) => (each.replayed === null ? [] : [each.replayed]));
  const sum = (key: 'enforced' | 'notReplayed' | 'unreadable') =>
    replayed.reduce((total, each) => total + each[key], 0);
  return {
    at,
    enforced: sum('enforced'),
    workloads: replayed.filter(({ enforced }) => enforced > 0).length,
    notReplayed: sum('notReplayed'),
    unreadable: sum('unreadable'),
    broken: replayed.flatMap(({ broken }) => broken),
  };
}
