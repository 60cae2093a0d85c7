import * as z from 'zod/mini';
import { durationCodec, instantCodec } from './codecs.ts';
import { driftSchema } from './drift.ts';
import { effectSchema } from './effect.ts';
import { evidenceSchema } from './evidence.ts';
import { censusSchema, grounds, NOBODY } from './member.ts';
import { orderSchema } from './order.ts';

export const blockedReasons = [
  'rollback-impossible',
  'container-hop-limit',
  'modify-refused',
  'not-applied',
  'rejected-calls',
  'escalated',
  'rolling-back',
  'second-rollback',
  'drift-fought',
] as const;
export type BlockedReason = (typeof blockedReasons)[number];

export const closedReasons = ['no-members', 'nothing-optional', 'managed', 'endpoint-disabled'] as const;
export type ClosedReason = (typeof closedReasons)[number];

const since = { since: instantCodec };

export const stanceSchema = z.discriminatedUnion('kind', [
  z.readonly(z.object({ kind: z.literal('observing'), ...since })),
  z.readonly(
    z.object({
      kind: z.literal('grace'),
      ...since,
      window: durationCodec,
      /** What no reading could show, where the window runs without any use seen; null when use was seen. */
      missing: z.nullable(z.string()),
      /** When the notice went out to a topic that somebody had confirmed. */
      noticeAt: z.nullable(instantCodec),
      /** Null until people were really told: only then does the window run. */
      deadline: z.nullable(instantCodec),
      /** Policy reminders already sent, as the length of time before the deadline. */
      reminded: z.readonly(z.array(durationCodec)),
    }),
  ),
  z.readonly(
    z.object({
      kind: z.literal('excepted'),
      ...since,
      exceptionIds: z.readonly(z.array(z.string())),
      until: instantCodec,
      /** Whether people were told that the exception is no longer needed. */
      unneededTold: z.boolean(),
      /** Notices already sent of its coming end, as the length of time before it. */
      reminded: z._default(z.readonly(z.array(durationCodec)), []),
    }),
  ),
  z.readonly(
    z.object({
      kind: z.literal('cleared'),
      ...since,
      ground: z.enum(grounds),
      /** When every member was first secured, and people who had been asked to act were told. */
      settledAt: z.nullable(instantCodec),
    }),
  ),
  z.readonly(
    z.object({
      kind: z.literal('blocked'),
      ...since,
      reason: z.enum(blockedReasons),
      /** Instances that are the reason. */
      instanceIds: z.readonly(z.array(z.string())),
      /** On what ground enforcement was going on, to which the case returns when the cause is gone. */
      ground: z.nullable(z.enum(grounds)),
      /** What is taken back of it, beside what was ordered already. */
      takeBack: z._default(z.enum(['nothing', 'watched', 'all']), 'nothing'),
    }),
  ),
  z.readonly(z.object({ kind: z.literal('closed'), ...since, reason: z.enum(closedReasons) })),
]);
export type Stance = z.infer<typeof stanceSchema>;
export type StanceKind = Stance['kind'];
export type StanceOf<K extends StanceKind> = Extract<Stance, { kind: K }>;

/** A hold is no stance: the case moves on by itself when it is gone. */
export const holds = [
  'facts-unreadable',
  'evidence-unreadable',
  'exceptions-unreadable',
  'controls-unreadable',
  'paused',
  'breaker-open',
  'rate-used-up',
  'observe-only',
  'grace-starts-used-up',
  'nobody-told',
  'calendar-closed',
] as const;
export type Hold = (typeof holds)[number];

/** EC2's refusals of our own change, so that the second one blocks. */
export const refusalSchema = z.readonly(
  z.object({ effectId: z.string(), instanceId: z.string(), at: instantCodec, reason: z.string() }),
);

/** The durable record of one workload in one region. This schema is also the stored form. */
export const caseSchema = z.readonly(
  z.object({
    id: z.string(),
    region: z.string(),
    workload: z.string(),
    owner: z.nullable(z.string()),
    version: z.int(),
    openedAt: instantCodec,
    stance: stanceSchema,
    hold: z.nullable(z.enum(holds)),
    holdDetail: z.nullable(z.string()),
    /** The latest judgement; the way to it is in the journal. */
    evidence: z.nullable(evidenceSchema),
    /** Calls up to then are known to be over: none for policy `grace.quiet` after them. Null while none were ended so. */
    endedUse: z.nullable(instantCodec),
    /** How many grace windows were begun: part of the ids of their notices. */
    round: z.int(),
    ticket: z.nullable(z.readonly(z.object({ id: z.string(), openedAt: instantCodec, open: z.boolean() }))),
    refusals: z.readonly(z.array(refusalSchema)),
    /** Instances that an event or the reconciliation named and that have no member item yet. */
    newcomers: z.readonly(z.array(z.string())),
    /** How often it was rolled back because calls were rejected, or on an operator's word. */
    rollbacks: z._default(z.int(), 0),
    /** What people ordered and no decision has taken up yet, the oldest first. */
    orders: z._default(z.readonly(z.array(orderSchema)), []),
    /** The latest twenty times that somebody loosened what was required, the oldest first. */
    drifts: z._default(z.readonly(z.array(driftSchema)), []),
    /** The members by phase, as the latest decision saw them. */
    census: z._default(censusSchema, NOBODY),
    /** The AMI of a single instance; null for groups. */
    imageId: z._default(z.nullable(z.string()), null),
    /** Whether what launches its instances still launches them allowing IMDSv1, as far as its members show. */
    templateOpen: z._default(z.boolean(), false),
    outbox: z.readonly(z.array(effectSchema)),
    /** Until then only the one who saved the case runs its outbox. */
    leaseUntil: z.nullable(instantCodec),
    /** The next moment at which the answer can change; null when there is none. */
    dueAt: z.nullable(instantCodec),
  }),
);
export type Case = z.infer<typeof caseSchema>;
