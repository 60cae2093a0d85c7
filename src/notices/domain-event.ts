import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import { occasions } from '../domain/effect.ts';
import { states } from '../domain/state-of.ts';
import { happened } from './happened.ts';
import type { Scene } from './scene.ts';
import { severities } from './severity.ts';
import { clean, plain } from './untrusted.ts';

/** What queues and functions that are subscribed to the topic get. Instants are ISO 8601, UTC. */
export const domainEventSchema = z.readonly(
  z.object({
    source: z.literal('imdsv2-remediator'),
    version: z.literal(1),
    /** The same when a notice is sent again after a crash: drop what was seen. */
    id: z.string(),
    occasion: z.enum(occasions),
    caseId: z.string(),
    region: z.string(),
    workload: z.string(),
    owner: z.nullable(z.string()),
    state: z.enum(states),
    severity: z.enum(severities),
    at: instantCodec,
    /** Nothing is enforced before it. Until people were told, the earliest it can be; null outside a grace window. */
    deadline: z.nullable(instantCodec),
    calls: z.nullable(z.number()),
    lastUse: z.nullable(instantCodec),
    /** At most 20 of those concerned. */
    instanceIds: z.readonly(z.array(z.string()).check(z.maxLength(20))),
    ticket: z.nullable(z.string()),
    /** The exception that was asked for or denied, and until when it was to run; null for every other occasion. */
    exception: z.nullable(z.readonly(z.object({ id: z.string(), until: instantCodec }))),
    /** A sentence for people, plain text. */
    summary: z.string(),
  }),
);
export type DomainEvent = z.infer<typeof domainEventSchema>;

export function renderDomainEvent(scene: Scene, id: string): z.input<typeof domainEventSchema> {
  const { case: kase, occasion, about, state, severity, now, deadline, concerned } = scene;
  return z.encode(domainEventSchema, {
    source: 'imdsv2-remediator',
    version: 1,
    id,
    occasion,
    // Keys stay as they are, so that they can be looked up; JSON keeps them data.
    caseId: kase.id,
    region: kase.region,
    workload: kase.workload,
    owner: kase.owner === null ? null : clean(kase.owner),
    state,
    severity,
    at: now,
    deadline: deadline?.at ?? null,
    calls: kase.evidence?.calls ?? null,
    lastUse: kase.evidence?.lastUse ?? null,
    instanceIds: concerned.slice(0, 20),
    ticket: kase.ticket?.id ?? null,
    exception: about === null ? null : { id: about.exceptionId, until: about.until },
    summary: happened(scene, plain),
  });
}
