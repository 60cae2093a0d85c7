import * as z from 'zod/mini';
import { briefSchema } from '../domain/brief.ts';
import { holds } from '../domain/case.ts';
import { instantCodec } from '../domain/codecs.ts';
import { journalEntrySchema } from '../domain/effect.ts';
import { evidenceSchema } from '../domain/evidence.ts';
import { metadataOptionsSchema } from '../domain/instance.ts';
import { censusSchema, grounds, phases, rollbackMarkSchema } from '../domain/member.ts';
import { brakeSchema, exceptionSchema } from '../domain/permission.ts';
import { states } from '../domain/state-of.ts';

const list = <Item extends z.ZodMiniType>(item: Item) => z.readonly(z.array(item));
const now = { now: instantCodec };

/** An exception and the cases that it is about now. A tag may reach far: then the first 50. */
export const exceptionViewSchema = z.readonly(
  z.object({
    exception: exceptionSchema,
    /** `pending` and `expired` are read off the clock. */
    standing: z.enum(['pending', 'active', 'denied', 'revoked', 'expired']),
    caseIds: list(z.string()),
    /** Why these could not be found out; absent where they could. */
    unreadable: z.optional(z.string()),
  }),
);
export type ExceptionView = z.infer<typeof exceptionViewSchema>;

export const overviewSchema = z.readonly(
  z.object({
    kind: z.literal('overview'),
    ...now,
    account: z.string(),
    /** Workloads by state, closed ones left out. */
    workloads: z.readonly(z.record(z.enum(states), z.int())),
    instances: censusSchema,
    holds: list(z.readonly(z.object({ hold: z.enum(holds), workloads: z.int() }))),
    /** At the end of each UTC day, the oldest first: workloads known by then, and those of today secured by then. */
    progress: list(z.readonly(z.object({ day: instantCodec, known: z.int(), secured: z.int() }))),
    /** The soonest deadlines and ends of exceptions. */
    next: list(briefSchema),
    pending: list(exceptionViewSchema),
    paused: z.nullable(brakeSchema),
    breaker: z.nullable(brakeSchema),
  }),
);
export type Overview = z.infer<typeof overviewSchema>;

export const casesSchema = z.readonly(
  z.object({
    kind: z.literal('cases'),
    ...now,
    cases: list(briefSchema),
    /** How many match in all. */
    matching: z.int(),
    next: z.nullable(z.string()),
  }),
);
export type Cases = z.infer<typeof casesSchema>;

const memberViewSchema = z.readonly(
  z.object({
    id: z.string(),
    /** The Name tag; null where there is none or EC2 could not be read. */
    name: z.nullable(z.string()),
    phase: z.enum(phases),
    /** What EC2 says now; null for what is gone, or where EC2 could not be read. */
    options: z.nullable(metadataOptionsSchema),
    launchedAt: instantCodec,
    goneAt: z.nullable(instantCodec),
    calls: z.nullable(z.number()),
    lastUse: z.nullable(instantCodec),
    enforced: z.nullable(
      z.readonly(
        z.object({
          at: instantCodec,
          ground: z.enum(grounds),
          before: metadataOptionsSchema,
          rejected: z.nullable(z.number()),
        }),
      ),
    ),
    /** When it was ordered to be taken back, by whom and why; null where it was not. */
    rollback: z._default(z.nullable(rollbackMarkSchema), null),
  }),
);
export type MemberView = z.infer<typeof memberViewSchema>;

/** Calls of all members in each hour from `start` on; null where no member has a point: not known is not zero. */
export const seriesSchema = z.union([
  z.readonly(z.object({ start: instantCodec, hours: list(z.nullable(z.number())), instances: z.int() })),
  z.readonly(z.object({ unreadable: z.string() })),
]);
export type Series = z.infer<typeof seriesSchema>;

export const shownSchema = z.readonly(
  z.object({
    kind: z.literal('case'),
    ...now,
    case: briefSchema,
    evidence: z.nullable(evidenceSchema),
    holdDetail: z.nullable(z.string()),
    /** Plain text, each line by itself, names cleaned. */
    sentences: z.readonly(
      z.object({
        now: z.string(),
        why: list(z.string()),
        next: list(z.string()),
        todo: list(z.string()),
      }),
    ),
    /** Lines that can be pasted, under a title each. */
    paste: list(z.readonly(z.object({ title: z.string(), lines: list(z.string()) }))),
    /** Those that are there first, 200 at most. */
    members: list(memberViewSchema),
    /** How many there are in all, gone ones among them. */
    memberCount: z.int(),
    /** What EC2 could not tell; null when it did. */
    unreadable: z.nullable(z.string()),
    exceptions: list(exceptionViewSchema),
    /** The newest first, 100 at most. */
    journal: list(journalEntrySchema),
    policy: z.readonly(z.object({ hash: z.string(), rules: z.readonly(z.record(z.string(), z.unknown())) })),
    series: z.nullable(seriesSchema),
  }),
);
export type Shown = z.infer<typeof shownSchema>;

export const exceptionsSchema = z.readonly(
  z.object({ kind: z.literal('exceptions'), ...now, exceptions: list(exceptionViewSchema) }),
);
export type Exceptions = z.infer<typeof exceptionsSchema>;

/** An order that was taken. */
export const orderedSchema = z.readonly(
  z.object({
    kind: z.literal('ordered'),
    ...now,
    /** One sentence: what holds now. */
    said: z.string(),
    exception: z.nullable(exceptionViewSchema),
    /** Each case it concerns, as it stands now; `carriedOut` is false where the next tick of the sweep takes it up. */
    cases: list(z.readonly(z.object({ case: briefSchema, carriedOut: z.boolean() }))),
  }),
);
export type Ordered = z.infer<typeof orderedSchema>;

export const refusedSchema = z.readonly(
  z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
);

export const answerSchema = z.discriminatedUnion('kind', [
  overviewSchema,
  casesSchema,
  shownSchema,
  exceptionsSchema,
  orderedSchema,
]);
export type Answer = z.infer<typeof answerSchema>;
