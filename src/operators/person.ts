import { OrderError } from './errors.ts';

/** Somebody whom AWS vouched for. */
export interface Person {
  /** As AWS names them, for the journal. */
  readonly arn: string;
  /** The same for everything that one person can be: see {@link personOf}. */
  readonly key: string;
}

const USER = /^arn:[a-z-]+:iam::(\d{12}):user\/.+$/;
const ASSUMED = /^(arn:[a-z-]+:sts::(\d{12}):assumed-role\/([^/]+))\/.+$/;
const ROOT = /^arn:[a-z-]+:iam::(\d{12}):root$/;

/** IAM Identity Center sets the session's name to the person who signed in; nobody else can assume these roles. */
const IDENTITY_CENTER = /^AWSReservedSSO_/;

/**
 * Who the caller is, from the ARN that AWS put into the request. Whoever may assume an ordinary role chooses the
 * session's name, so that all its sessions count as one person; an IAM user and a session of IAM Identity Center are
 * themselves.
 *
 * @throws OrderError `forged` for any other form, and for callers of another account.
 */
export function personOf(arn: string, account: string): Person {
  const user = USER.exec(arn) ?? ROOT.exec(arn);
  if (user?.[1] === account) return { arn, key: arn };
  const [, role = '', roleAccount, name = ''] = ASSUMED.exec(arn) ?? [];
  if (roleAccount === account) return { arn, key: IDENTITY_CENTER.test(name) ? arn : role };
  throw new OrderError('forged', 'The caller is no IAM user, role session or root of this account.');
}

/** Whether two are the same person, as far as AWS can tell. What is no ARN of this account is nobody's equal. */
export function isSamePerson(one: Person, otherArn: string, account: string): boolean {
  try {
    return one.key === personOf(otherArn, account).key;
  } catch (error) {
    if (error instanceof OrderError) return false;
    throw error;
  }
}
