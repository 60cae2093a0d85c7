import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';
import { evidenceSchema } from './evidence.ts';
import { metadataOptionsSchema } from './instance.ts';
import { grounds, phases } from './member.ts';
import { vias } from './order.ts';
import { exceptionSchema } from './permission.ts';
import type { Instant } from './time.ts';

/** One per message that people get; a repeat after a crash carries the same effect id. */
export const occasions = [
  'grace-started',
  'reminder',
  'grace-ended',
  'use-stopped',
  'excepted',
  'exception-not-needed',
  'exception-ended',
  'exception-requested',
  'exception-denied',
  'exception-expiring',
  /** Calls were rejected, and the change is being taken back without anybody's doing. */
  'rolling-back',
  /** EC2 does not let it be taken back. */
  'rollback-refused',
  /** Enforcement stopped in the whole account by itself. */
  'breaker-opened',
  /** Somebody set an instance back that was required. */
  'drifted',
  'blocked',
  'secured',
  'rejected-calls',
] as const;
export type Occasion = (typeof occasions)[number];

const waiting = { id: z.string(), notBefore: z.nullable(instantCodec), tries: z.int() };

export const enforceSchema = z.readonly(
  z.object({
    kind: z.literal('enforce'),
    ...waiting,
    instanceId: z.string(),
    ground: z.enum(grounds),
    evidence: evidenceSchema,
    decidedAt: instantCodec,
    /** What the decision used: if any of it has changed at the moment of the call, nothing is done. */
    expects: z.readonly(z.object({ launchedAt: instantCodec, options: metadataOptionsSchema })),
  }),
);

/** Sets tokens to optional again, as they were before our change. Always allowed, also while enforcement is stopped. */
export const rollbackSchema = z.readonly(
  z.object({
    kind: z.literal('rollback'),
    ...waiting,
    instanceId: z.string(),
    /** Who decided it: an operator, or the remediator itself. */
    by: z.string(),
    why: z.string(),
  }),
);

export const ticketSchema = z.readonly(
  z.object({ kind: z.literal('ticket'), ...waiting, action: z.enum(['open', 'update', 'close']) }),
);

/** The exception that a notice speaks of, as it stood when the notice was ordered. */
export const aboutSchema = z.readonly(
  z.object({ exceptionId: z.string(), actor: z.string(), reason: z.string(), until: instantCodec, via: z.enum(vias) }),
);
export type About = z.infer<typeof aboutSchema>;

export const notifySchema = z.readonly(
  z.object({
    kind: z.literal('notify'),
    ...waiting,
    occasion: z.enum(occasions),
    about: z._default(z.nullable(aboutSchema), null),
    /** A sentence that only whoever ordered the notice could write; names in it are whatever people chose. */
    detail: z._default(z.nullable(z.string()), null),
  }),
);

/** Asks for an exception in the name of whoever tagged an instance. */
export const askSchema = z.readonly(z.object({ kind: z.literal('ask'), ...waiting, exception: exceptionSchema }));

export const journalEntrySchema = z.readonly(
  z.object({
    caseId: z.string(),
    version: z.int(),
    at: instantCodec,
    trigger: z.string(),
    actor: z.string(),
    fromStance: z.string(),
    toStance: z.string(),
    reason: z.string(),
    detail: z.string(),
    hold: z.nullable(z.string()),
    evidence: z.nullable(evidenceSchema),
    policyHash: z.string(),
    effects: z.readonly(z.array(z.string())),
    members: z.readonly(
      z.array(z.object({ id: z.string(), from: z.enum(['', ...phases]), to: z.enum(phases), why: z.string() })),
    ),
  }),
);
export type JournalEntry = z.infer<typeof journalEntrySchema>;

export const journalSchema = z.readonly(
  z.object({ kind: z.literal('journal'), ...waiting, entry: journalEntrySchema }),
);

/** Work that a saved case still owes. Each is idempotent; its id comes from the case and the occasion. */
export const effectSchema = z.discriminatedUnion('kind', [
  enforceSchema,
  rollbackSchema,
  ticketSchema,
  notifySchema,
  askSchema,
  journalSchema,
]);
export type Effect = z.infer<typeof effectSchema>;
export type EnforceEffect = z.infer<typeof enforceSchema>;
export type RollbackEffect = z.infer<typeof rollbackSchema>;
export type TicketEffect = z.infer<typeof ticketSchema>;
export type NotifyEffect = z.infer<typeof notifySchema>;
export type AskEffect = z.infer<typeof askSchema>;
export type JournalEffect = z.infer<typeof journalSchema>;

/** What running an effect came to. */
export type Outcome =
  /** `ticketId` for tickets. `opened`: with it this one stopped enforcement in the whole account, for that reason. */
  | { readonly kind: 'done'; readonly ticketId?: string; readonly opened?: string }
  /** To be tried again, not before `until` where that is known; the effect stays in the outbox. */
  | { readonly kind: 'later'; readonly reason: string; readonly until?: Instant; readonly opened?: never }
  /** Will not be done: AWS said no (`denied`), or what the decision rested on has changed (`moot`). */
  | {
      readonly kind: 'refused';
      readonly because: 'denied' | 'moot';
      readonly reason: string;
      readonly opened?: string;
    };
