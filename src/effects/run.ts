import { classify, describeError } from '../aws/errors.ts';
import type { Effect, NotifyEffect, Outcome, TicketEffect } from '../domain/effect.ts';
import { renderNotice } from '../notices/notice.ts';
import { renderTicket } from '../notices/ticket.ts';
import type { Services } from '../services.ts';
import type { EffectContext } from './context.ts';
import { enforce } from './enforce.ts';
import { rollBack } from './rollback.ts';
import { counted } from './safety.ts';

/** Runs one effect of the outbox. What may succeed later is `later`; what AWS denies is `refused`; the rest is thrown. */
export async function runEffect(services: Services, effect: Effect, context: EffectContext): Promise<Outcome> {
  const outcome = await attempt(() => perform(services, effect, context));
  return effect.kind === 'enforce' || effect.kind === 'rollback'
    ? await attempt(() => counted(services, effect, outcome, context))
    : outcome;
}

async function perform(services: Services, effect: Effect, context: EffectContext): Promise<Outcome> {
  switch (effect.kind) {
    case 'enforce':
      return await enforce(services, effect, context);
    case 'rollback':
      return await rollBack(services, effect, context);
    case 'ticket':
      return await ticket(services, effect, context);
    case 'notify':
      return await notify(services, effect, context);
    case 'ask':
      await services.exceptions.create(effect.exception);
      return { kind: 'done' };
    case 'journal':
      await services.cases.journal(effect.entry);
      return { kind: 'done' };
  }
}

async function attempt(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    return asOutcome(error);
  }
}

function asOutcome(error: unknown): Outcome {
  const reason = describeError(error);
  switch (classify(error)) {
    case 'retry':
      return { kind: 'later', reason };
    case 'gone':
      return { kind: 'refused', because: 'moot', reason };
    case 'refused':
      return { kind: 'refused', because: 'denied', reason };
    case 'unexpected':
      throw error;
  }
}

async function ticket(services: Services, effect: TicketEffect, context: EffectContext): Promise<Outcome> {
  const { account, partition, tickets } = services;
  const rendered = renderTicket({ ...context, account, partition, now: services.now() });
  const known = context.case.ticket?.id;
  if (known === undefined) {
    return effect.action === 'open' ? { kind: 'done', ticketId: await tickets.open(rendered) } : { kind: 'done' };
  }
  await (effect.action === 'close' ? tickets.resolve(known, rendered) : tickets.update(known, rendered));
  return { kind: 'done', ticketId: known };
}

/** Published to nobody it would count as told: it waits for somebody to confirm a subscription. */
async function notify(services: Services, effect: NotifyEffect, context: EffectContext): Promise<Outcome> {
  if ((await services.topic.confirmedSubscriptions()) === 0) {
    return { kind: 'later', reason: 'the topic has no confirmed subscription' };
  }
  const { occasion, about, detail } = effect;
  const id = `${context.case.id}#${effect.id}`;
  await services.topic.publish(renderNotice({ ...context, occasion, about, detail, id, now: services.now() }));
  services.log.count('Notices', 1);
  return { kind: 'done' };
}
