import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';

/** What a change opens: IMDSv1 itself, the way to IMDSv2 for those further away, or the whole service. */
const openings = ['tokens', 'hop-limit', 'endpoint'] as const;
export type Opening = (typeof openings)[number];

/** Somebody loosened the metadata options of an instance on which tokens had been required. */
export const driftSchema = z.readonly(
  z.object({
    /** CloudTrail's, so that a repeated delivery is known; made up where the change was only seen. */
    eventId: z.string(),
    /** When it was done, as CloudTrail says; where it was only seen, when that was. */
    at: instantCodec,
    /** Since when the instance had been ours to keep. */
    enforcedAt: instantCodec,
    instanceId: z.string(),
    /** The same for everything that one person, role or service can be; null while nobody is known to have done it. */
    principal: z.nullable(z.string()),
    tool: z.nullable(z.string()),
    what: z.readonly(z.array(z.enum(openings))),
    /** Whether people were told. */
    told: z.boolean(),
    /** Whether the workload was judged anew because of it. */
    judged: z.boolean(),
  }),
);
export type Drift = z.infer<typeof driftSchema>;
