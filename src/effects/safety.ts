import { REFUSALS_IN_A_ROW, refusedTooOften, rolledBackTooOften, trips } from '../decision/breaker.ts';
import type { EnforceEffect, Outcome, RollbackEffect } from '../domain/effect.ts';
import type { Policy } from '../policy/schema.ts';
import type { Services } from '../services.ts';
import type { EffectContext } from './context.ts';

/**
 * Counts what became of a change over the whole account, and opens the breaker where too much went wrong. Whoever opens
 * it tells people: the outcome says so. A rollback that EC2 refuses counts too, its workload fails all the same.
 */
export async function counted(
  services: Services,
  effect: EnforceEffect | RollbackEffect,
  outcome: Outcome,
  context: EffectContext,
): Promise<Outcome> {
  if (outcome.kind === 'later' || (outcome.kind === 'refused' && outcome.because === 'moot')) return outcome;
  // The breaker is the account's: an override for some workloads does not set it.
  const { breaker: rules } = (await services.policy()).base;
  const why =
    effect.kind === 'rollback'
      ? await afterRollback(services, context.case.id, rules)
      : await afterChange(services, context.case.id, outcome.kind === 'done', rules);
  if (why === null) return outcome;
  const brake = { at: services.now(), actor: 'breaker', reason: why };
  if (!(await services.controls.openBreaker(brake, `${context.case.id}#${effect.id}`))) return outcome;
  services.log.count('BreakerOpened', 1);
  return { ...outcome, opened: why };
}

async function afterRollback(
  { controls, now }: Services,
  caseId: string,
  rules: Policy['breaker'],
): Promise<string | null> {
  const tally = await controls.noteRollback(caseId, now(), rules.within);
  return trips(tally, rules) ? rolledBackTooOften(tally, rules) : null;
}

async function afterChange(
  { controls, now }: Services,
  caseId: string,
  made: boolean,
  { within }: Policy['breaker'],
): Promise<string | null> {
  if (made) await controls.noteEnforced(caseId, now(), within);
  const refusals = await controls.noteChange(made);
  return refusals >= REFUSALS_IN_A_ROW ? refusedTooOften(refusals) : null;
}
