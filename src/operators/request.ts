import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import { inEnglish } from '../domain/in-english.ts';
import type { Scope } from '../domain/permission.ts';
import { states } from '../domain/state-of.ts';
import { Region } from '../events/envelope.ts';
import { OrderError } from './errors.ts';

const id = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[\w-]+$/));
/** Region and workload; tag values of up to 256 characters are part of it. */
const caseId = z.string().check(z.minLength(3), z.maxLength(600));
const instanceId = z.string().check(z.regex(/^i-[0-9a-f]{8,17}$/, 'not an instance id'));
const said = (longest: number) => z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(longest));
const reason = said(500);
const tagShape = { key: said(128), value: z.string().check(z.maxLength(256)) };
const tag = z.readonly(z.object(tagShape));

/** What an exception may be asked for: the stored form, within bounds. */
const scope = z.discriminatedUnion('kind', [
  z.readonly(z.strictObject({ kind: z.literal('instance'), region: Region, instanceId })),
  z.readonly(z.strictObject({ kind: z.literal('workload'), caseId })),
  z.readonly(z.strictObject({ kind: z.literal('tag'), ...tagShape })),
]) satisfies z.ZodMiniType<Scope>;

/** Every order has an id of its own, made by the one who asks: a second one with the same id is refused. */
const order = { id };

/** Which cases: all clauses must match. */
export const filterSchema = z.readonly(
  z.strictObject({
    state: z.optional(z.enum(states)),
    owner: z.optional(said(256)),
    region: z.optional(said(32)),
    /** Carried by a member that is there now. */
    tag: z.optional(tag),
  }),
);
export type Filter = z.infer<typeof filterSchema>;

/**
 * What can be asked and ordered, through every door alike: function URL, chat, command line and console. Who asks never
 * stands in it.
 */
export const requestSchema = z.discriminatedUnion('kind', [
  /** The whole: sums, progress, deadlines, brakes, what waits to be approved. */
  z.readonly(z.strictObject({ kind: z.literal('overview') })),
  /** Cases that are not closed, unless `state` asks for those; `after` is the `next` of the page before. */
  z.readonly(
    z.strictObject({
      kind: z.literal('list'),
      filter: z._default(filterSchema, {}),
      limit: z._default(z.int().check(z.gte(1), z.lte(1000)), 100),
      after: z._default(z.nullable(z.string()), null),
    }),
  ),
  /** One case, by its id or by an instance of it. */
  z.readonly(
    z.strictObject({
      kind: z.literal('show'),
      case: z.union([caseId, instanceId]),
      /** With the calls of each hour, which are read from CloudWatch. */
      series: z._default(z.boolean(), false),
    }),
  ),
  z.readonly(
    z.strictObject({
      kind: z.literal('exceptions'),
      status: z._default(z.enum(['pending', 'active', 'all']), 'all'),
    }),
  ),
  z.readonly(
    z.strictObject({
      kind: z.literal('request'),
      ...order,
      scope,
      reason,
      owner: said(256),
      until: instantCodec,
    }),
  ),
  /** `exception` may be left out where the case has one request that nobody has decided. */
  z.readonly(
    z.strictObject({
      kind: z.enum(['approve', 'deny', 'revoke']),
      ...order,
      exception: z._default(z.nullable(id), null),
      case: z._default(z.nullable(caseId), null),
      reason,
    }),
  ),
  z.readonly(z.strictObject({ kind: z.literal('enforce'), ...order, case: z.union([caseId, instanceId]), reason })),
  z.readonly(z.strictObject({ kind: z.literal('rollback'), ...order, case: z.union([caseId, instanceId]), reason })),
  z.readonly(z.strictObject({ kind: z.enum(['pause', 'resume']), ...order, reason })),
]);
export type Request = z.output<typeof requestSchema>;
/** As it is sent: JSON, with instants as ISO 8601. */
export type RequestInput = z.input<typeof requestSchema>;
export type RequestKind = Request['kind'];
export type RequestOf<K extends RequestKind> = Extract<Request, { kind: K }>;

/** A mistake tends to be one; what a whole page of faults says is that this was never meant to be a request. */
const SHOWN_FAULTS = 5;

/** @throws OrderError `invalid-request`, naming what is wrong. */
export function parseRequest(raw: unknown): Request {
  const parsed = requestSchema.safeParse(raw, inEnglish);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, SHOWN_FAULTS)
    .map(({ path, message }) => `${path.map(String).join('.') || 'request'}: ${message}`);
  throw new OrderError('invalid-request', `This is no request that is known here: ${faults.join('; ')}`, {
    cause: parsed.error,
  });
}
