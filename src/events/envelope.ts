import * as z from 'zod/mini';

export const AccountId = z.string().check(z.regex(/^\d{12}$/));

/** Becomes part of an endpoint's host name, hence the strict form: `us-east-1`, `us-gov-west-1`, `eu-isoe-west-1`. */
export const Region = z.string().check(z.regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/));

/** Eight hexadecimal digits are the form of before 2016; instances with such ids still run. */
export const InstanceId = z.string().check(z.regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/));

/**
 * EventBridge's envelope. Nobody but AWS can put events with a source that begins with `aws.`, so a fixed source is
 * what makes an event believable. Fields that are not named pass unseen.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export const envelope = <Source extends string, DetailType extends string, Detail extends z.ZodMiniType>(
  source: Source,
  detailTypes: readonly DetailType[],
  detail: Detail,
) =>
  z.object({
    source: z.literal(source),
    'detail-type': z.literal(detailTypes),
    account: AccountId,
    region: Region,
    detail,
  });

/** A call of EC2 as CloudTrail recorded it, successful or not. */
export const callOf = <Name extends string, Parts extends z.core.$ZodLooseShape>(eventName: Name, parts: Parts) =>
  z.object({
    eventSource: z.literal('ec2.amazonaws.com'),
    eventName: z.literal(eventName),
    awsRegion: Region,
    recipientAccountId: z.optional(AccountId),
    errorCode: z.optional(z.string()),
    ...parts,
  });

/** The account that this stack serves, and the stack. */
export interface Own {
  readonly accountId: string;
  /** CloudFormation puts it before the names of all roles of the stack. */
  readonly stackName: string;
}
