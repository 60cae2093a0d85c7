import { isDeepStrictEqual } from 'node:util';
import { decide } from './decision/decide.ts';
import { LEASE, release, runnable } from './decision/record.ts';
import type { Decision, MemberView, Trigger } from './decision/view.ts';
import type { Member } from './domain/member.ts';
import type { Controls } from './domain/permission.ts';
import { type Instant, plus } from './domain/time.ts';
import { runOutbox } from './effects/outbox.ts';
import { type CaseFacts, gather } from './facts/gather.ts';
import { hashPolicy } from './policy/hash.ts';
import type { PolicyFile } from './policy/resolve.ts';
import type { Remaining, Services } from './services.ts';
import type { LoadedCase } from './store/case-store.ts';

/** Not begun with less time than this left to the function: what is due stays due. */
const ENOUGH_FOR_ONE_CASE = 20_000;

/** How often a case that others keep changing is read and decided again. */
const MOST_RACES = 3;

/**
 * A workload that breaks is taken back 22 instances at a time, one save after the other. So many of them keep under two
 * changes a second over the five minutes that a sweep may take; the next tick goes on.
 */
const MOST_TURNS = 25;

export class RemediationError extends AggregateError {
  override readonly name = 'RemediationError';
}

/**
 * The story of a case: read it, read the facts, decide, save, run what is owed. Many cases share one look at AWS;
 * one that fails does not stop the others, and its failure still reaches Lambda. What one save had no room for
 * follows at once, and a race that was lost is run again.
 *
 * @throws RemediationError with every failure, once all cases had their turn.
 */
export async function remediate(
  services: Services,
  caseIds: readonly string[],
  trigger: Trigger,
  remaining: Remaining,
): Promise<void> {
  const failures: unknown[] = [];
  let going = caseIds;
  let races = 0;
  for (let turn = 0; turn < MOST_TURNS && going.length > 0 && remaining() >= ENOUGH_FOR_ONE_CASE; turn += 1) {
    const { lost, further } = await takeTurn(services, going, trigger, remaining, failures);
    races = lost.length > 0 ? races + 1 : 0;
    going = [...(races <= MOST_RACES ? lost : []), ...further];
  }
  services.log.count('FailedCases', failures.length);
  if (failures.length > 0) throw new RemediationError(failures, `${failures.length} of ${caseIds.length} cases failed`);
}

interface Turn {
  /** Somebody else changed these meanwhile. */
  readonly lost: readonly string[];
  /** One save had no room for all that is to be ordered for these. */
  readonly further: readonly string[];
}

async function takeTurn(
  services: Services,
  caseIds: readonly string[],
  trigger: Trigger,
  remaining: Remaining,
  failures: unknown[],
): Promise<Turn> {
  const lost: string[] = [];
  const further: string[] = [];
  const policies = await services.policy();
  const loaded = await loadUnleased(services, caseIds, failures);
  let noLeaveUntil: Instant | null = null;
  for (const facts of await gather(services, loaded, policies, 'cadence')) {
    if (remaining() < ENOUGH_FOR_ONE_CASE) break;
    const caseId = facts.loaded.case.id;
    await attempt(services, caseId, failures, async () => {
      const known = withControls(facts, noLeaveUntil ? { noLeaveUntil } : {});
      const settled = await settle(services, known, policies, trigger);
      if (!settled.won) lost.push(caseId);
      else if (settled.goesOn) further.push(caseId);
      noLeaveUntil = settled.noLeaveUntil ?? noLeaveUntil;
    });
  }
  return { lost, further };
}

/** A case that cannot be worked on is put off, so that it does not stand in the way of what is due behind it. */
async function attempt(
  services: Services,
  caseId: string,
  failures: unknown[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    failures.push(error);
    services.log.error('a case failed', error, { caseId });
    await services.cases.postpone(caseId, plus(services.now(), LEASE));
  }
}

/** A case whose outbox somebody is running is left to them; it is due again when their lease ends. */
async function loadUnleased(services: Services, caseIds: readonly string[], failures: unknown[]) {
  const loaded: LoadedCase[] = [];
  for (const caseId of caseIds) {
    await attempt(services, caseId, failures, async () => {
      const found = await services.cases.load(caseId);
      if (found !== null && (found.case.leaseUntil === null || found.case.leaseUntil <= services.now()))
        loaded.push(found);
    });
  }
  return loaded;
}

interface Settled {
  /** False when somebody else changed the case meanwhile. */
  readonly won: boolean;
  readonly goesOn: boolean;
  /** The account's changes are used up until then: those behind need not try. */
  readonly noLeaveUntil: Instant | null;
}

/** Decides one case and makes it so. */
async function settle(services: Services, facts: CaseFacts, policies: PolicyFile, trigger: Trigger): Promise<Settled> {
  const { decision, facts: used } = await decideFresh(services, facts, policies, trigger);
  const lookAt = decision.case.dueAt;
  const now = services.now();
  const owes = runnable(decision.case, now).length > 0;
  services.log.count('Decisions', 1);
  services.log.info('decided', {
    caseId: decision.case.id,
    stance: decision.case.stance.kind,
    reason: decision.reason,
  });

  const released = release(decision.case, used.policy, now);
  if (!decision.changed && !owes && released.dueAt !== null) {
    await saveMembers(services, decision, used);
    return { won: await services.cases.touch(decision.case, released.dueAt), goesOn: false, noLeaveUntil: null };
  }
  const leaseUntil = owes ? plus(now, LEASE) : null;
  const due = owes ? { ...decision.case, dueAt: leaseUntil } : released;
  const saved = await services.cases.save({ ...due, leaseUntil });
  if (saved === null) return { won: false, goesOn: false, noLeaveUntil: null };
  const members = await saveMembers(services, decision, used);
  const context = { case: saved, members, policy: used.policy };
  const { goesOn } = decision;
  return { won: true, goesOn, noLeaveUntil: owes ? await runOutbox(services, context, lookAt) : null };
}

/** Reads again where a change would rest on an old reading, and decides again where today's grace starts ran out. */
async function decideFresh(services: Services, facts: CaseFacts, policies: PolicyFile, trigger: Trigger) {
  let used = facts;
  let decision = decide(viewOf(services, used, trigger));
  if (decision.wantsFreshEvidence) {
    const [fresh] = await gather(services, [facts.loaded], policies, 'fresh');
    used = fresh ?? facts;
    decision = decide(viewOf(services, used, trigger));
  }
  const perDay = policies.base.grace.startsPerDay;
  if (decision.claimsGraceStart && !(await services.controls.claimGraceStart(services.now(), perDay))) {
    used = withControls(used, { graceStartsLeft: 0 });
    decision = decide(viewOf(services, used, trigger));
  }
  return { decision, facts: used };
}

/** What has been used up since the controls were read. */
const withControls = (facts: CaseFacts, changed: Partial<Controls>): CaseFacts =>
  'known' in facts.controls ? { ...facts, controls: { known: { ...facts.controls.known, ...changed } } } : facts;

const viewOf = (services: Services, facts: CaseFacts, trigger: Trigger) => ({
  ...facts,
  now: services.now(),
  // What a person ordered meanwhile comes first, whatever led here.
  trigger: facts.loaded.case.orders[0] ?? trigger,
  case: facts.loaded.case,
  policyHash: hashPolicy(facts.policy),
});

/** Writes the members that are new or changed; a newer sight by somebody else stands. */
async function saveMembers(services: Services, decision: Decision, facts: CaseFacts): Promise<readonly MemberView[]> {
  const stored = new Map(facts.loaded.members.map((member) => [member.id, member]));
  const seen =
    'known' in facts.members ? new Map(facts.members.known.map((view) => [view.member.id, view.facts])) : null;
  const views: MemberView[] = [];
  for (const member of decision.members) {
    const known = stored.get(member.id);
    const saved = known !== undefined && isSettled(known, member) ? member : await services.cases.saveMember(member);
    if (saved !== null) views.push({ member: saved, facts: seen?.get(member.id) ?? null });
  }
  return views;
}

/** The same, or one more hour of a watch in which nothing was rejected: the next reading counts those hours anew. */
const isSettled = (stored: Member, now: Member): boolean =>
  stored === now ||
  (now.phase === 'watched' &&
    now.watch?.rejected === 0 &&
    isDeepStrictEqual({ ...stored, watch: null }, { ...now, watch: null }));
