import * as z from 'zod/mini';
import { type Case, holds } from './case.ts';
import { instantCodec } from './codecs.ts';
import { type Census, censusSchema, NOBODY, phases } from './member.ts';
import { stateOf, states } from './state-of.ts';

/** One line about a case: what lists and sums need, kept beside it so that all of them are had by one query. */
export const briefSchema = z.readonly(
  z.object({
    id: z.string(),
    region: z.string(),
    workload: z.string(),
    owner: z.nullable(z.string()),
    state: z.enum(states),
    /** Why it is blocked or closed, on what ground it is enforced; null otherwise. */
    because: z.nullable(z.string()),
    since: instantCodec,
    /** The deadline of a grace window that runs, the end of an exception; null otherwise. */
    until: z.nullable(instantCodec),
    hold: z.nullable(z.enum(holds)),
    openedAt: instantCodec,
    settledAt: z.nullable(instantCodec),
    census: censusSchema,
    evidence: z.nullable(z.enum(['zero', 'used', 'unknown'])),
    calls: z.number(),
    lastUse: z.nullable(instantCodec),
    ticket: z.nullable(z.string()),
    /** The AMI of a single instance; null for groups. */
    imageId: z.nullable(z.string()),
    templateOpen: z.boolean(),
  }),
);
export type Brief = z.infer<typeof briefSchema>;

/** The members of all of them by phase. */
export function sumOf(briefs: readonly Brief[]): Census {
  const sum = { ...NOBODY };
  for (const { census } of briefs) for (const phase of phases) sum[phase] += census[phase];
  return sum;
}

export function briefOf(kase: Case): Brief {
  const { stance, evidence } = kase;
  return {
    id: kase.id,
    region: kase.region,
    workload: kase.workload,
    owner: kase.owner,
    state: stateOf(stance, kase.census),
    because: becauseOf(kase),
    since: stance.since,
    until: untilOf(kase),
    hold: kase.hold,
    openedAt: kase.openedAt,
    settledAt: stance.kind === 'cleared' ? stance.settledAt : null,
    census: kase.census,
    evidence: evidence?.state ?? null,
    calls: evidence?.calls ?? 0,
    lastUse: evidence?.lastUse ?? null,
    ticket: kase.ticket?.open ? kase.ticket.id : null,
    imageId: kase.imageId,
    templateOpen: kase.templateOpen,
  };
}

function becauseOf({ stance }: Case): string | null {
  switch (stance.kind) {
    case 'blocked':
    case 'closed':
      return stance.reason;
    case 'cleared':
      return stance.ground;
    case 'observing':
    case 'grace':
    case 'excepted':
      return null;
  }
}

function untilOf({ stance }: Case): Brief['until'] {
  if (stance.kind === 'grace') return stance.deadline;
  return stance.kind === 'excepted' ? stance.until : null;
}
