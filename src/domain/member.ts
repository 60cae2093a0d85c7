import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';
import { evidenceSchema, memberUseSchema } from './evidence.ts';
import { metadataOptionsSchema } from './instance.ts';

export const phases = ['optional', 'modifying', 'watched', 'secured', 'rolled-back', 'gone'] as const;
export type Phase = (typeof phases)[number];

/** IMDSv1 answers, as far as is known: it was never changed, or taken back. */
export const isOpen = (phase: Phase): boolean => phase === 'optional' || phase === 'rolled-back';

/** Changed by us, or being changed. */
export const isChanged = (phase: Phase): boolean => phase === 'modifying' || phase === 'watched' || phase === 'secured';

export const grounds = ['zero', 'grace-ended', 'operator'] as const;
export type Ground = (typeof grounds)[number];

/**
 * Stored before the change is made: MetadataNoToken stops for good once tokens are required, so this is all that will
 * ever be known, and `before` is the way back.
 */
export const enforcementSchema = z.readonly(
  z.object({
    effectId: z.string(),
    at: instantCodec,
    ground: z.enum(grounds),
    evidence: evidenceSchema,
    before: metadataOptionsSchema,
    /** When DescribeInstances first showed required and applied; the watch begins there. */
    appliedAt: z.nullable(instantCodec),
    /** The Auto Scaling group that it was in: what is gone has no tags to tell. */
    group: z._default(z.nullable(z.string()), null),
  }),
);
export type Enforcement = z.infer<typeof enforcementSchema>;

/** MetadataNoTokenRejected since the change was applied. */
export const watchSchema = z.readonly(
  z.object({
    readAt: instantCodec,
    rejected: z.number(),
    /** Whole hours with a point of CPUUtilization: the sign of life without which no rejected call proves nothing. */
    aliveHours: z.int(),
  }),
);
export type Watch = z.infer<typeof watchSchema>;

export const callsRejectedOn = ({ watch }: { readonly watch: Watch | null }): number => watch?.rejected ?? 0;

/** Stored before the call, so that what comes of it is known for our own doing. */
export const rollbackMarkSchema = z.readonly(
  z.object({ effectId: z.string(), at: instantCodec, by: z.string(), why: z.string() }),
);
export type RollbackMark = z.infer<typeof rollbackMarkSchema>;

/**
 * What its group says of why it ended an instance while that was watched. `unknown` until the group has been asked: then
 * its watch proves nothing.
 */
export const removalSchema = z.readonly(
  z.object({ verdict: z.enum(['unknown', 'unhealthy', 'other']), cause: z.string() }),
);
export type Removal = z.infer<typeof removalSchema>;

/** An instance of a workload, present or gone. This schema is also the stored form. */
export const memberSchema = z.readonly(
  z.object({
    id: z.string(),
    caseId: z.string(),
    version: z.int(),
    phase: z.enum(phases),
    firstSeenAt: instantCodec,
    generation: z.string(),
    launchedAt: instantCodec,
    goneAt: z.nullable(instantCodec),
    use: z.nullable(memberUseSchema),
    enforcement: z.nullable(enforcementSchema),
    watch: z.nullable(watchSchema),
    /** The latest that was ordered for the enforcement that is kept here. */
    rollback: z._default(z.nullable(rollbackMarkSchema), null),
    removal: z._default(z.nullable(removalSchema), null),
  }),
);
export type Member = z.infer<typeof memberSchema>;

/** Our change holds, or is about to, where IMDSv1 was allowed before: something could be taken back. */
export const isOurChange = ({ phase, enforcement }: Member): boolean =>
  isChanged(phase) && enforcement?.before.tokens === 'optional';

/** Counts as rejected: nobody can know what the software of an instance that its group found unhealthy was missing. */
export const isReplaced = ({ removal }: Pick<Member, 'removal'>): boolean => removal?.verdict === 'unhealthy';

export const isUnexplained = ({ removal }: Member): boolean => removal?.verdict === 'unknown';

/** How many members a case has in each phase. */
export const censusSchema = z.readonly(
  z.object({
    optional: z.int(),
    modifying: z.int(),
    watched: z.int(),
    secured: z.int(),
    'rolled-back': z.int(),
    gone: z.int(),
  } satisfies Record<Phase, unknown>),
);
export type Census = z.infer<typeof censusSchema>;

export const NOBODY: Census = { optional: 0, modifying: 0, watched: 0, secured: 0, 'rolled-back': 0, gone: 0 };

export function censusOf(members: readonly Pick<Member, 'phase'>[]): Census {
  const census = { ...NOBODY };
  for (const { phase } of members) census[phase] += 1;
  return census;
}
