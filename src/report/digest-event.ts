import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import type { Digest } from './digest.ts';
import { totalsSchema } from './totals.ts';

/** What queues and functions that are subscribed to the topic get once a week, in the place of a case's event. */
export const digestEventSchema = z.readonly(
  z.object({
    source: z.literal('imdsv2-remediator'),
    version: z.literal(1),
    /** The same when a digest is sent again after a crash: drop what was seen. */
    id: z.string(),
    occasion: z.literal('digest'),
    severity: z.literal('low'),
    at: instantCodec,
    /** Begin of the week that it is about; `at` is its end. */
    from: instantCodec,
    totals: totalsSchema,
    /** A sentence for people, plain text. */
    summary: z.string(),
  }),
);

export const renderDigestEvent = (
  { week, totals }: Digest,
  id: string,
  summary: string,
): z.input<typeof digestEventSchema> =>
  z.encode(digestEventSchema, {
    source: 'imdsv2-remediator',
    version: 1,
    id,
    occasion: 'digest',
    severity: 'low',
    at: week.end,
    from: week.start,
    totals,
    summary,
  });
