import { readable } from '../aws/errors.ts';
import type { EnforceEffect, Outcome } from '../domain/effect.ts';
import { type InstanceFacts, isEligible } from '../domain/instance.ts';
import type { Member } from '../domain/member.ts';
import { covers, type Exception, isActive } from '../domain/permission.ts';
import { HOUR, type Instant, plus } from '../domain/time.ts';
import { isShortOfHops } from '../domain/workload.ts';
import type { Services } from '../services.ts';
import type { EffectContext } from './context.ts';

/**
 * Requires tokens on one instance: leave from the account's rate, one more look at the instance, the way back stored,
 * then the change. EC2 applies it within seconds; that it did is seen at the next tick and never assumed.
 */
export async function enforce(services: Services, effect: EnforceEffect, context: EffectContext): Promise<Outcome> {
  const member = context.members.find((view) => view.member.id === effect.instanceId)?.member;
  if (member === undefined) return moot('it is no member any more');
  const leave = await services.controls.takeToken(services.now(), context.policy.enforcement.perHour);
  if (!leave.granted) return { kind: 'later', reason: leave.reason, until: leave.until };

  const { region } = context.case;
  const found = await readable(() => services.ec2.find(region, [effect.instanceId]));
  if ('unreadable' in found) return { kind: 'later', reason: found.unreadable };
  const facts = found.known.get(effect.instanceId);
  const changed = whatChanged(effect, facts, services.now());
  if (facts === undefined || changed !== null) return moot(changed ?? 'EC2 does not know it any more');
  const granted = await readable(() => services.exceptions.all());
  if ('unreadable' in granted) return { kind: 'later', reason: granted.unreadable };
  if (isExcepted(granted.known, context.case.id, facts, services.now())) return moot('an exception was granted for it');

  const stored = await services.cases.saveMember(withEnforcement(member, effect, facts, services));
  if (stored === null) return moot('somebody else has written a newer sight of it');
  return change(services, effect, facts, context);
}

const moot = (reason: string): Outcome => ({ kind: 'refused', because: 'moot', reason });

/** Somebody may have been granted time between the decision and now. */
const isExcepted = (granted: readonly Exception[], caseId: string, facts: InstanceFacts, now: Instant): boolean =>
  granted.some((exception) => isActive(exception, now) && covers(exception, caseId, facts));

/** The facts the decision used, looked at once more; null while they all still hold. */
function whatChanged(effect: EnforceEffect, facts: InstanceFacts | undefined, now: number): string | null {
  if (facts === undefined) return 'EC2 does not know it any more';
  if (!isEligible(facts)) return 'it is no longer ours to change';
  if (facts.state !== 'running' && facts.state !== 'stopped') return `it is ${facts.state}`;
  if (facts.launchedAt !== effect.expects.launchedAt) return 'it has been started anew';
  if (plus(facts.launchedAt, HOUR) > now) return 'it was started within the hour';
  const { tokens, endpoint, hopLimit } = effect.expects.options;
  const same =
    facts.options.tokens === tokens && facts.options.endpoint === endpoint && facts.options.hopLimit === hopLimit;
  return same ? null : 'its metadata options have changed';
}

const withEnforcement = (member: Member, effect: EnforceEffect, facts: InstanceFacts, services: Services): Member => ({
  ...member,
  phase: 'modifying',
  enforcement: {
    effectId: effect.id,
    at: services.now(),
    ground: effect.ground,
    evidence: effect.evidence,
    before: facts.options,
    appliedAt: null,
    group: facts.tags['aws:autoscaling:groupName'] ?? null,
  },
  watch: null,
  rollback: null,
});

/** A time-out may have taken effect: the member stays `modifying`, and EC2 says at the next look what became of it. */
async function change(
  services: Services,
  effect: EnforceEffect,
  facts: InstanceFacts,
  { case: kase, policy }: EffectContext,
): Promise<Outcome> {
  const raise = policy.enforcement.hopLimit === 'raise-for-containers' && isShortOfHops(facts);
  await services.ec2.requireTokens(kase.region, effect.instanceId, raise ? 2 : null);
  services.log.count('Enforcements', 1);
  return { kind: 'done' };
}
