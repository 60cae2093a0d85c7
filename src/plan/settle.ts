import { decide } from '../decision/decide.ts';
import { isCandidate } from '../decision/members.ts';
import { usedSentence, zeroSentence } from '../decision/sentences.ts';
import type { Decision, View } from '../decision/view.ts';
import type { MemberUse } from '../domain/evidence.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { ownText } from '../domain/own-text.ts';
import { HOUR, type Instant, minus, type Window } from '../domain/time.ts';
import { type CaseFacts, type Freshness, gather } from '../facts/gather.ts';
import { hashPolicy } from '../policy/hash.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { Policy } from '../policy/schema.ts';
import type { Sources } from '../services.ts';
import type { LoadedCase } from '../store/case-store.ts';
import type { InstanceEvidence, PlannedInstance } from './document.ts';
import { rulingsOf, settledRuling } from './verdict.ts';

export interface Settled {
  readonly because: string;
  readonly instances: readonly PlannedInstance[];
}

/** Decides one case by the functions' own path from facts to decision. */
export async function settleCase(
  sources: Sources,
  loaded: LoadedCase,
  policies: PolicyFile,
  freshness: Freshness,
): Promise<Settled> {
  const [facts] = await gather(sources, [loaded], policies, freshness);
  if (facts === undefined) throw new RangeError('a case that was asked for came back');
  const view: View = {
    ...facts,
    now: sources.now(),
    trigger: loaded.case.orders[0] ?? { kind: 'reconciled', actor: 'plan' },
    case: loaded.case,
    policyHash: hashOf(facts.policy),
  };
  const decision = decide(view);
  const rulings = rulingsOf(view, decision);
  const evidence = evidenceFor(facts, view.now);
  const { region, workload } = loaded.case;
  const instances = [...rulings].map(([instanceId, { verdict, reason }]) => ({
    instanceId,
    region,
    workload,
    verdict,
    reason: ownText(reason),
    evidence: evidence(instanceId),
  }));
  return { because: becauseOf(facts, decision), instances };
}

/** The evidence, where it decided; nobody can have been told of what was not begun. */
function becauseOf({ evidence }: CaseFacts, { case: { stance, hold }, detail }: Decision): string {
  if (!('known' in evidence) || (hold !== null && hold !== 'nobody-told')) return detail;
  const { workload } = evidence.known;
  if (stance.kind === 'grace' && workload.state === 'used') return usedSentence(workload);
  return stance.kind === 'cleared' && stance.ground === 'zero' ? zeroSentence(workload) : detail;
}

/** Instances on which nothing is to be changed, whatever is known of their use. */
export function settledInstances(
  caseId: string,
  instances: readonly InstanceFacts[],
  { base }: PolicyFile,
  now: Instant,
): readonly PlannedInstance[] {
  const evidence = unread({ start: minus(now, base.evidence.lookback), end: now });
  return instances.flatMap((facts) => {
    const ruling = settledRuling(facts);
    const workload = caseId.slice(facts.region.length + 1);
    return ruling === null ? [] : [{ instanceId: facts.id, region: facts.region, workload, ...ruling, evidence }];
  });
}

/** Policies are few and hashed often. */
const hashes = new WeakMap<Policy, string>();
function hashOf(policy: Policy): string {
  const hash = hashes.get(policy) ?? hashPolicy(policy);
  hashes.set(policy, hash);
  return hash;
}

function evidenceFor({ members, evidence, policy }: CaseFacts, now: Instant): (id: string) => InstanceEvidence {
  const window = { start: minus(now, policy.evidence.lookback), end: now };
  if (!('known' in members && 'known' in evidence)) return () => unread(window);
  const { verdicts } = evidence.known;
  const uses = new Map(members.known.filter(isCandidate).map(({ member }) => [member.id, member.use]));
  return (id) => {
    const use = uses.get(id);
    return use == null ? unread(window) : ofUse(use, verdicts.get(id)?.state ?? 'unknown', window);
  };
}

/** Nothing is said of what was not read. */
const unread = (window: Window): InstanceEvidence => ({
  state: 'unknown',
  calls: null,
  lastUse: null,
  coverage: null,
  bootSeen: null,
  window,
});

const ofUse = (use: MemberUse, state: InstanceEvidence['state'], window: Window): InstanceEvidence => ({
  state,
  calls: use.readAt < minus(window.end, HOUR) ? null : Math.max(use.calls, use.start.calls),
  lastUse: use.lastUse,
  coverage: use.hours.expected === 0 ? null : Math.round((use.hours.seen / use.hours.expected) * 1000) / 1000,
  bootSeen: use.start.seen ? use.start.at : null,
  window,
});
