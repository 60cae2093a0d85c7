import { readable } from '../aws/errors.ts';
import { endedUse } from '../decision/ended-use.ts';
import { isCandidate, observeMembers } from '../decision/members.ts';
import type { MemberView } from '../decision/view.ts';
import type { Read } from '../domain/codecs.ts';
import type { InstanceFacts, RegionDefaults } from '../domain/instance.ts';
import type { Member } from '../domain/member.ts';
import type { Calendar, Controls, Exception } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import { isWatchOld, useDueAt, watchDueAt } from '../evidence/cadence.ts';
import { type Judgement, judge } from '../evidence/judge.ts';
import { windowFor } from '../evidence/summarise.ts';
import { limitsOf, type PolicyFile } from '../policy/resolve.ts';
import type { Policy } from '../policy/schema.ts';
import type { Sources } from '../services.ts';
import type { LoadedCase } from '../store/case-store.ts';
import { calendarsAt } from './calendars.ts';
import { idsToDescribe, rulesFor, viewMembers } from './members.ts';
import { type ReadingOrder, readMembers } from './readings.ts';

/** Everything that was read for one case; each part is known or says why it is not. */
export interface CaseFacts {
  readonly loaded: LoadedCase;
  readonly members: Read<readonly MemberView[]>;
  readonly evidence: Read<Judgement>;
  readonly defaults: Read<RegionDefaults>;
  readonly exceptions: Read<readonly Exception[]>;
  readonly controls: Read<Controls>;
  readonly calendar: Read<Calendar>;
  readonly policy: Policy;
}

/**
 * `fresh` reads every candidate's metrics now, whatever the cadence: a change is about to rest on them, and on nothing
 * being rejected where the same was changed before.
 */
export type Freshness = 'cadence' | 'fresh';

/** Reads what is to be known of many cases: one look at EC2 and at the metrics for all of them, by region. */
export async function gather(
  services: Sources,
  cases: readonly LoadedCase[],
  policies: PolicyFile,
  freshness: Freshness,
): Promise<readonly CaseFacts[]> {
  const now = services.now();
  const exceptions = await attempt(services, () => services.exceptions.all());
  const controls = await attempt(services, () => services.controls.controls(now, limitsOf(policies)));
  const calendarOf = calendarsAt(services, now);
  const byRegion = Map.groupBy(cases, ({ case: kase }) => kase.region);
  const gathered: CaseFacts[] = [];
  for (const [region, here] of byRegion) {
    const defaults = await attempt(services, () => services.ec2.defaults(region));
    const found = await attempt(services, () => services.ec2.find(region, here.flatMap(idsToDescribe)));
    const drafts = here.map((loaded) => draftOf(services, loaded, found, policies, now));
    const readings = await readRegion(services, region, drafts, freshness, now);
    const members = drafts.flatMap(({ observed }) => observed.map(({ member }) => asRead(member, readings)));
    const explained = await services.explainRemovals?.(region, members, now);
    for (const draft of drafts) {
      const calendar = await calendarOf(draft.policy);
      gathered.push({ ...withEvidence(draft, readings, explained, now), defaults, exceptions, controls, calendar });
    }
  }
  return gathered;
}

export interface Draft {
  readonly loaded: LoadedCase;
  readonly members: Read<readonly MemberView[]>;
  /** The same in the phases that EC2 shows now; none where it could not be read. */
  readonly observed: readonly MemberView[];
  readonly policy: Policy;
}

export function draftOf(
  services: Sources,
  loaded: LoadedCase,
  found: Read<ReadonlyMap<string, InstanceFacts>>,
  policies: PolicyFile,
  now: Instant,
): Draft {
  if ('unreadable' in found) return { loaded, members: found, observed: [], policy: policies.base };
  const members = viewMembers(loaded, found.known, now);
  const policy = rulesFor(policies, services.account, loaded, members);
  const observed = observeMembers(members, loaded.case, policy.watch.for, now).members;
  return { loaded, members: { known: members }, observed, policy };
}

async function readRegion(
  services: Sources,
  region: string,
  drafts: readonly Draft[],
  freshness: Freshness,
  now: Instant,
): Promise<ReadonlyMap<string, Read<Member>>> {
  const orders = drafts.flatMap((draft) => ordersFor(draft, freshness, now));
  if (orders.length === 0) return new Map();
  const read = await readMembers(services.metrics, region, orders, now);
  const failed = [...read.values()].filter((each) => 'unreadable' in each).length;
  if (failed > 0) services.log.count('UnreadableFacts', failed);
  return read;
}

/** Phases as EC2 shows them now decide what is worth reading: a member that has just gone is read a last time. */
export function ordersFor(
  { loaded, observed, policy }: Draft,
  freshness: Freshness,
  now: Instant,
): readonly ReadingOrder[] {
  const { lookback } = policy.evidence;
  const stance = loaded.case.stance.kind;
  const { start } = windowFor(now, lookback);
  return observed.flatMap((view): readonly ReadingOrder[] => {
    const useAt = useDueAt(view.member, view.facts, stance, start);
    const watchAt = watchDueAt(view.member, stance, policy.enforcement.soak);
    const isFresh = freshness === 'fresh';
    const wanted = useAt !== null && (useAt <= now || (isFresh && isCandidate(view)));
    const watchWanted = watchAt !== null && (watchAt <= now || (isFresh && isWatchOld(view.member, now)));
    return [
      ...(wanted ? [{ view, kind: 'use', lookback } as const] : []),
      ...(watchWanted ? [{ view, kind: 'watch', lookback } as const] : []),
    ];
  });
}

const asRead = (member: Member, readings: ReadonlyMap<string, Read<Member>>): Member => {
  const read = readings.get(member.id);
  return read !== undefined && 'known' in read ? read.known : member;
};

function withEvidence(
  { observed: _, ...draft }: Draft,
  readings: ReadonlyMap<string, Read<Member>>,
  explained: ReadonlyMap<string, Pick<Member, 'removal' | 'use'>> | undefined,
  now: Instant,
): Omit<Draft, 'observed'> & { readonly evidence: Read<Judgement> } {
  if ('unreadable' in draft.members) return { ...draft, evidence: draft.members };
  const views: MemberView[] = [];
  let unread: { readonly unreadable: string } | null = null;
  for (const view of draft.members.known) {
    const read = readings.get(view.member.id);
    const why = explained?.get(view.member.id);
    if (read !== undefined && 'unreadable' in read) unread ??= read;
    const { use, watch } = asRead(view.member, readings);
    views.push(
      read === undefined && why === undefined ? view : { ...view, member: { ...view.member, use, watch, ...why } },
    );
  }
  // What was read of the others stands: a call that was rejected on one of them is one, whatever is missing.
  if (unread !== null) return { ...draft, members: { known: views }, evidence: unread };
  const members = observeMembers(views, draft.loaded.case, draft.policy.watch.for, now).members;
  const witnesses = members.map((view) => ({
    id: view.member.id,
    generation: view.member.generation,
    candidate: isCandidate(view),
    use: view.member.use,
  }));
  const ended = endedUse(draft.loaded.case, members, draft.policy, now);
  return {
    ...draft,
    members: { known: views },
    evidence: { known: judge(witnesses, draft.policy.evidence, ended, now) },
  };
}

/** A read whose failure is counted, so that an alarm can rise. */
async function attempt<T>(services: Sources, read: () => Promise<T>): Promise<Read<T>> {
  const result = await readable(read);
  if ('unreadable' in result) services.log.count('UnreadableFacts', 1);
  return result;
}
