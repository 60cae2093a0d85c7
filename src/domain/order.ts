import * as z from 'zod/mini';
import { instantCodec } from './codecs.ts';

/** Where a request came in, and so who vouched for the one who made it. */
export const vias = [
  /** The operator's function URL: AWS checked the signature and says who signed. */
  'url',
  /** The chat role: known is the channel, not the person. */
  'chat',
  /** A tag on an instance: anybody who may tag it. */
  'tag',
  /** A finding that somebody suppressed in Security Hub. */
  'security-hub',
] as const;
export type Via = (typeof vias)[number];

/** What people may order about one case. */
export const commands = ['request', 'approve', 'deny', 'revoke', 'enforce', 'rollback'] as const;
export type Command = (typeof commands)[number];

/**
 * What a person ordered, kept on the case until a decision has taken it up: a crash or a lease does not lose it. It is
 * a trigger to `decide` like any other, and lands in the journal with the one who gave it.
 */
export const orderSchema = z.readonly(
  z.object({
    kind: z.literal('operator'),
    /** The request's own id: an order is carried out once. */
    id: z.string(),
    at: instantCodec,
    actor: z.string(),
    via: z.enum(vias),
    command: z.enum(commands),
    reason: z.string(),
    /** The one instance that `rollback` is about; null for the whole case. */
    instanceId: z._default(z.nullable(z.string()), null),
    /** The exception that it is about; null where it is about none. */
    exception: z.nullable(z.readonly(z.object({ id: z.string(), until: instantCodec }))),
  }),
);
export type Order = z.infer<typeof orderSchema>;
