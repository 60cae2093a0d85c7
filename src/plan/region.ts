import type { InstanceFacts } from '../domain/instance.ts';
import { makeCompactor } from './compact.ts';
import type { Context } from './context.ts';
import type { Daily, PlannedInstance } from './document.ts';
import { groupByCase, makeGrouping } from './enrolled.ts';
import { type CaseWork, readCases } from './read-cases.ts';
import { metricsFrom } from './remembered.ts';
import { type Replayed, replayCase } from './replay.ts';
import { dailyOf } from './series.ts';
import { settleCase, settledInstances } from './settle.ts';
import { type Seen, sourcesFor, tryRead } from './sources.ts';

/** One workload as it came out, with all of its instances that are there. */
export interface CaseResult {
  readonly caseId: string;
  readonly owner: string | null;
  /** Of the decision; null where none was made. */
  readonly because: string | null;
  readonly instances: readonly PlannedInstance[];
  readonly daily: Daily | null;
  readonly unreadable: number;
  readonly replayed: Replayed | null;
}

export interface RegionResult {
  readonly account: string | null;
  readonly instances: number;
  readonly cases: readonly CaseResult[];
}

/** Reads a region whole, or throws: of a part nothing could be said that holds. */
export async function planRegion(context: Context, region: string): Promise<RegionResult> {
  const defaults = tryRead(() => context.ec2.defaults(region));
  const { found, account } = await listed(context, region);
  const claims = await claimsOf(context, region, found);
  const groups = groupByCase(found.values(), makeGrouping(context.policies, claims));
  const seen: Seen = { account: account ?? '', found, defaults: await defaults };
  const instances = found.size;
  const cases: CaseResult[] = [];
  await readCases(context, region, { groups, claimed: new Set(claims.values()), seen }, async (work) => {
    cases.push(await resultOf(context, work, seen));
    // What comes out of it takes the place of what went in.
    groups.delete(work.caseId);
    for (const { id } of work.instances) found.delete(id);
  });
  return { account, instances, cases };
}

async function listed({ list, isOfUse, progress, goOn }: Context, region: string) {
  const compact = makeCompactor(isOfUse);
  const found = new Map<string, InstanceFacts>();
  const accounts = new Set<string>();
  await list(region, ({ instances, account }) => {
    goOn();
    for (const facts of instances) {
      // The text of its own id: that of the page would keep the page.
      const kept = compact(facts);
      found.set(kept.id, kept);
    }
    if (account !== null) accounts.add(account);
    progress.listed(region, instances.length);
  });
  return { found, account: [...accounts][0] ?? null };
}

/** BatchGetItem takes a hundred at a time; several of these go side by side. */
const CLAIMS = 100;

async function claimsOf({ stored, loads }: Context, region: string, found: ReadonlyMap<string, InstanceFacts>) {
  if (stored === null) return new Map<string, string>();
  const ids = [...found.keys()];
  const parts = Array.from({ length: Math.ceil(ids.length / CLAIMS) }, (_, part) =>
    loads(() => stored.claims(region, ids.slice(part * CLAIMS, (part + 1) * CLAIMS))),
  );
  return new Map((await Promise.all(parts)).flatMap((claims) => [...claims]));
}

async function resultOf(context: Context, work: CaseWork, seen: Seen): Promise<CaseResult> {
  const { caseId, instances, loaded, remembered } = work;
  const { policies, now, at } = context;
  const rest = settledInstances(caseId, instances, policies, now);
  if (loaded === null) {
    return { caseId, owner: null, because: null, instances: rest, daily: null, unreadable: 0, replayed: null };
  }
  const sources = sourcesFor(context, seen, metricsFrom(remembered), now);
  const { instances: judged, because } = await settleCase(sources, loaded, policies, 'fresh');
  const ids = new Set(judged.map(({ instanceId }) => instanceId));
  return {
    caseId,
    owner: loaded.case.owner,
    because,
    instances: [...judged, ...rest.filter(({ instanceId }) => !ids.has(instanceId))],
    daily: dailyOf(remembered, policies.base.evidence.lookback, now),
    unreadable: [...remembered.hours.values()].filter((read) => 'unreadable' in read).length,
    replayed: at === null ? null : await replayCase(caseId, instances, remembered, seen, policies, at),
  };
}
