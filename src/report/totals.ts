import * as z from 'zod/mini';
import { type Brief, sumOf } from '../domain/brief.ts';
import { instantCodec, type Read } from '../domain/codecs.ts';
import { censusSchema } from '../domain/member.ts';
import type { Exception } from '../domain/permission.ts';
import type { State } from '../domain/state-of.ts';

/** Null where what it would be counted from could not be read: not known is not none. */
const counted = z.nullable(z.int());

/** The numbers of one digest. This schema is also the stored form, and part of the event that queues get. */
export const totalsSchema = z.readonly(
  z.object({
    /** Cases that are not closed, by what people see of them. */
    workloads: z.readonly(
      z.object({
        observing: z.int(),
        grace: z.int(),
        excepted: z.int(),
        blocked: z.int(),
        enforcing: z.int(),
        watching: z.int(),
        secured: z.int(),
      } satisfies Record<Exclude<State, 'closed'>, unknown>),
    ),
    instances: censusSchema,
    securedThisWeek: z.readonly(z.object({ workloads: z.int(), instances: z.int() })),
    requests: counted,
    endingExceptions: counted,
    notStarted: z.int(),
    nobodyTold: z.int(),
    unjudgedSingles: counted,
    templatesOpen: z.int(),
  }),
);
export type Totals = z.infer<typeof totalsSchema>;

/** What an earlier digest counted, and on which day (UTC). */
export const snapshotSchema = z.readonly(z.object({ day: instantCodec, totals: totalsSchema }));
export type Snapshot = z.infer<typeof snapshotSchema>;

export const knownOf = ({ workloads }: Totals): number =>
  Object.values(workloads).reduce((sum, count) => sum + count, 0);

/** What a digest found, as far as it is counted. */
export interface Found {
  readonly secured: readonly Brief[];
  readonly requests: Read<readonly Exception[]>;
  readonly ending: Read<readonly Exception[]>;
  readonly nobodyTold: readonly Brief[];
  readonly notStarted: readonly Brief[];
  readonly unjudged: Read<readonly { readonly singles: number }[]>;
  readonly templatesOpen: readonly Brief[];
}

export function totalsOf(briefs: readonly Brief[], found: Found): Totals {
  const workloads = { observing: 0, grace: 0, excepted: 0, blocked: 0, enforcing: 0, watching: 0, secured: 0 };
  for (const { state } of briefs) if (state !== 'closed') workloads[state] += 1;
  const count = <Item>(read: Read<readonly Item[]>, of: (item: Item) => number = () => 1) =>
    'known' in read ? read.known.reduce((sum, item) => sum + of(item), 0) : null;
  return {
    workloads,
    instances: sumOf(briefs),
    securedThisWeek: { workloads: found.secured.length, instances: sumOf(found.secured).secured },
    requests: count(found.requests),
    endingExceptions: count(found.ending),
    notStarted: found.notStarted.length,
    nobodyTold: found.nobodyTold.length,
    unjudgedSingles: count(found.unjudged, ({ singles }) => singles),
    templatesOpen: found.templatesOpen.length,
  };
}
