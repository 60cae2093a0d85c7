import { readable } from '../aws/errors.ts';
import type { Outcome, RollbackEffect } from '../domain/effect.ts';
import { isLive } from '../domain/instance.ts';
import { isReplaced } from '../domain/member.ts';
import type { Services } from '../services.ts';
import type { EffectContext } from './context.ts';

/**
 * Takes our change of one instance back: tokens are optional again, everything else stays. The hop limit is not
 * lowered where the change had raised it. It needs no leave: going back is always allowed.
 */
export async function rollBack(services: Services, effect: RollbackEffect, context: EffectContext): Promise<Outcome> {
  const member = context.members.find((view) => view.member.id === effect.instanceId)?.member;
  if (member?.enforcement?.before.tokens !== 'optional') return moot('it was not changed by us');
  // Its group has seen to that; it is a workload that failed all the same.
  if (isReplaced(member)) return { kind: 'done' };
  const { region } = context.case;
  const found = await readable(() => services.ec2.find(region, [effect.instanceId]));
  if ('unreadable' in found) return { kind: 'later', reason: found.unreadable };
  const facts = found.known.get(effect.instanceId);
  if (facts === undefined || !isLive(facts)) return moot('it is gone');
  // Setting tokens takes naming the endpoint: one that somebody disabled stays so.
  if (facts.options.endpoint === 'disabled') return moot('its endpoint is disabled');
  if (facts.options.tokens === 'optional' && member.rollback === null) return moot('it allows IMDSv1 already');

  const mark = { effectId: effect.id, at: services.now(), by: effect.by, why: effect.why };
  const stored = await services.cases.saveMember({ ...member, rollback: mark });
  if (stored === null) return { kind: 'later', reason: 'somebody else has written a newer sight of it' };
  await services.ec2.allowTokenless(region, effect.instanceId);
  services.log.count('Rollbacks', 1);
  return { kind: 'done' };
}

const moot = (reason: string): Outcome => ({ kind: 'refused', because: 'moot', reason });
