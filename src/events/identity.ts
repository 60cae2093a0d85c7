import * as z from 'zod/mini';
import { OrderError } from '../operators/errors.ts';
import { personOf } from '../operators/person.ts';
import type { Own } from './envelope.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export const Identity = z.object({
  arn: z.optional(z.string()),
  principalId: z.optional(z.string()),
  invokedBy: z.optional(z.string()),
  sessionContext: z.optional(
    z.object({
      sessionIssuer: z.optional(z.object({ accountId: z.optional(z.string()), userName: z.optional(z.string()) })),
    }),
  ),
});

/** CloudFormation names a stack's roles after it, and who may make roles in this account may do anything anyway. */
export function isOurs({ sessionContext }: z.infer<typeof Identity>, { accountId, stackName }: Own): boolean {
  const issuer = sessionContext?.sessionIssuer;
  return issuer?.accountId === accountId && issuer.userName?.startsWith(`${stackName}-`) === true;
}

/** The same for everything that one person, role or service can be; text of at most 256 printable characters. */
export function principalOf(identity: z.infer<typeof Identity>, accountId: string): string {
  const { arn, invokedBy, principalId } = identity;
  const named = arn === undefined ? (invokedBy ?? principalId ?? '') : keyOf(arn, accountId);
  return printable(named, 256) || 'unknown';
}

function keyOf(arn: string, accountId: string): string {
  try {
    return personOf(arn, accountId).key;
  } catch (error) {
    if (error instanceof OrderError) return arn;
    throw error;
  }
}

/** It comes from outside and ends up in what people read. */
export const printable = (text: string, longest: number): string =>
  text
    .replace(/[^\x20-\x7E]+/g, ' ')
    .trim()
    .slice(0, longest);
