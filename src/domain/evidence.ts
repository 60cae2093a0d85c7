import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';

/**
 * What the metric MetadataNoToken said of one instance, kept on the member. Hours are whole clock hours; `calls` and
 * `lastUse` include the newest, still growing hour, everything that speaks for zero leaves it out.
 */
export const memberUseSchema = z.readonly(
  z.object({
    readAt: instantCodec,
    /** Where the reading began: of the hours before it says nothing but what earlier ones saw. */
    since: z._default(z.nullable(instantCodec), null),
    calls: z.number(),
    /** Start of the last hour with a call, as far back as any reading ever saw. */
    lastUse: z.nullable(instantCodec),
    /** Start of the first, end of the last settled hour with a point. */
    firstPoint: z.nullable(instantCodec),
    lastPoint: z.nullable(instantCodec),
    /** Hours with a point, of the hours that ought to have one since max(latest start, window start). */
    hours: z.readonly(z.object({ seen: z.int(), expected: z.int() })),
    /** The latest start: was its first hour seen, and how many calls were in it? */
    start: z.readonly(z.object({ at: instantCodec, seen: z.boolean(), calls: z.number() })),
    /** Stopped ever since the window began, so that nothing could be seen. */
    dormant: z.boolean(),
  }),
);
export type MemberUse = z.infer<typeof memberUseSchema>;

export const unknownReasons = ['too-young', 'coverage', 'no-start-seen', 'stopped', 'no-members'] as const;

/** What is known of a workload's IMDSv1 use. `unknown` is never taken for `zero`. */
export const evidenceSchema = z.readonly(
  z.object({
    state: z.enum(['zero', 'used', 'unknown']),
    /** Why it is unknown; null otherwise. */
    reason: z.nullable(z.enum(unknownReasons)),
    calls: z.number(),
    lastUse: z.nullable(instantCodec),
    window: z.readonly(z.object({ start: instantCodec, end: instantCodec })),
    /** The lowest among the members judged, 0 to 1; null where no hour could be expected yet. */
    coverage: z.nullable(z.number()),
    /** The latest start whose first hour was seen. */
    startSeen: z.nullable(instantCodec),
    /** Instances whose data this rests on. */
    from: z.readonly(z.array(z.string())),
  }),
);
export type Evidence = z.infer<typeof evidenceSchema>;
