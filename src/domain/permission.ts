import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';
import { vias } from './order.ts';
import type { Instant } from './time.ts';

export const scopeSchema = z.discriminatedUnion('kind', [
  z.readonly(z.object({ kind: z.literal('instance'), region: z.string(), instanceId: z.string() })),
  z.readonly(z.object({ kind: z.literal('workload'), caseId: z.string() })),
  z.readonly(z.object({ kind: z.literal('tag'), key: z.string(), value: z.string() })),
]);
export type Scope = z.infer<typeof scopeSchema>;

export const exceptionStatuses = ['requested', 'active', 'denied', 'revoked'] as const;

/** What somebody did to an exception: with an identity, a reason and a time, always. */
const deedSchema = z.readonly(
  z.object({
    what: z.enum(['request', 'approve', 'deny', 'revoke']),
    at: instantCodec,
    actor: z.string(),
    via: z.enum(vias),
    reason: z.string(),
  }),
);
export type Deed = z.infer<typeof deedSchema>;

/** A time-limited permission to keep IMDSv1. This schema is also the stored form. */
export const exceptionSchema = z.readonly(
  z.object({
    id: z.string(),
    version: z.int(),
    scope: scopeSchema,
    status: z.enum(exceptionStatuses),
    reason: z.string(),
    owner: z.string(),
    via: z.enum(vias),
    askedBy: z.string(),
    approvedBy: z.nullable(z.string()),
    /** An exception always ends. */
    until: instantCodec,
    history: z.readonly(z.array(deedSchema)),
  }),
);
export type Exception = z.infer<typeof exceptionSchema>;

/** Granted by somebody, not taken back, not expired. TTL only cleans up: the expiry is checked here. */
export const isActive = (exception: Exception, now: Instant): boolean =>
  exception.status === 'active' && exception.approvedBy !== null && exception.until > now;

/** Asked for, undecided, and still of use. */
export const isPending = (exception: Exception, now: Instant): boolean =>
  exception.status === 'requested' && exception.until > now;

export interface CoveredInstance {
  readonly id: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function covers(exception: Exception, caseId: string, instance: CoveredInstance): boolean {
  const { scope } = exception;
  switch (scope.kind) {
    case 'instance':
      return scope.region === instance.region && scope.instanceId === instance.id;
    case 'workload':
      return scope.caseId === caseId;
    case 'tag':
      return instance.tags[scope.key] === scope.value;
  }
}

/** Account-wide brakes as people or the breaker set them. */
export const brakeSchema = z.readonly(z.object({ at: instantCodec, actor: z.string(), reason: z.string() }));
export type Brake = z.infer<typeof brakeSchema>;

/** Workloads of the whole account on which IMDSv2 was required, or had to be taken back, within policy `breaker.within`. */
export interface Tally {
  readonly enforced: number;
  readonly rolledBack: number;
}

/** What the change calendar that policy names says of this moment; `none` where it names none. */
export interface Calendar {
  readonly state: 'none' | 'open' | 'closed';
  /** When a closed one opens, where AWS says so. */
  readonly until: Instant | null;
}

export const NO_CALENDAR: Calendar = { state: 'none', until: null };

export interface Controls {
  readonly paused: Brake | null;
  readonly breaker: Brake | null;
  /** How many more cases may start their grace window today (policy grace.startsPerDay). */
  readonly graceStartsLeft: number;
  /** No change may be made before then, because this hour's are used up; null while there are any left. */
  readonly noLeaveUntil: Instant | null;
}
