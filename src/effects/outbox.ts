import { record, release, runnable } from '../decision/record.ts';
import type { Case } from '../domain/case.ts';
import type { Effect, Outcome } from '../domain/effect.ts';
import type { Instant } from '../domain/time.ts';
import type { Services } from '../services.ts';
import type { EffectContext } from './context.ts';
import { runEffect } from './run.ts';

/** Others may only add to a leased case, so the second try nearly always wins. */
const MOST_TRIES = 5;

export class OutboxError extends Error {
  override readonly name = 'OutboxError';
}

/**
 * Runs what a saved case owes and ticks it off in one write. A crash before that write leaves the effects in the
 * outbox: they are run again under the same ids once the lease is over.
 *
 * @returns until when the account has no leave for further changes; null where nothing stood against them.
 * @param lookAt when the decision wanted to look again; what the effects bring about may be sooner.
 */
export async function runOutbox(
  services: Services,
  context: EffectContext,
  lookAt: Instant | null,
): Promise<Instant | null> {
  const outcomes: { effect: Effect; outcome: Outcome }[] = [];
  let current = context.case;
  let failure: unknown = null;
  let noLeave: Outcome | null = null;
  for (const effect of runnable(context.case, services.now())) {
    try {
      const spared: Outcome | null = effect.kind === 'enforce' ? noLeave : null;
      const outcome: Outcome = spared ?? (await runEffect(services, effect, { ...context, case: current }));
      // Where the account's rate is used up for one change, it is for those behind it too.
      if (effect.kind === 'enforce' && outcome.kind === 'later' && outcome.until !== undefined) noLeave = outcome;
      outcomes.push({ effect, outcome });
      current = record(current, effect, outcome, context.policy, services.now());
      if (outcome.kind === 'refused' && outcome.because === 'denied') services.log.count('RefusedChanges', 1);
      if (outcome.kind !== 'done')
        services.log.info(`effect ${outcome.kind}`, { id: effect.id, reason: outcome.reason });
    } catch (error) {
      // What went well before is ticked off all the same, so that it is not repeated because of this.
      failure = error;
      break;
    }
  }
  await tickOff(services, context, outcomes, lookAt);
  if (failure !== null) throw failure;
  return noLeave?.kind === 'later' ? (noLeave.until ?? null) : null;
}

async function tickOff(
  services: Services,
  context: EffectContext,
  outcomes: readonly { effect: Effect; outcome: Outcome }[],
  lookAt: Instant | null,
): Promise<void> {
  const stored = new Set(context.members.map(({ member }) => member.id));
  let latest: Case | null = context.case;
  for (let attempt = 0; attempt < MOST_TRIES && latest !== null; attempt += 1) {
    const now = services.now();
    const known: Case = { ...latest, newcomers: latest.newcomers.filter((id) => !stored.has(id)), dueAt: lookAt };
    const recorded = outcomes.reduce(
      (kase, { effect, outcome }) => record(kase, effect, outcome, context.policy, now),
      known,
    );
    if (await services.cases.save(release(recorded, context.policy, now))) return;
    latest = (await services.cases.load(context.case.id))?.case ?? null;
  }
  throw new OutboxError(`the outcomes of ${context.case.id} could not be written: the case kept changing`);
}
