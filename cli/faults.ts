import { OperatorError } from './operator.ts';

/** What was tried, for the words about it. */
export interface Tried {
  readonly stack: string;
  readonly profile: string | null;
  readonly region: () => Promise<string>;
}

/** Keys that AWS does not know, or no longer. */
const STALE =
  /^(Expired\w*|RequestExpired|InvalidClientTokenId|UnrecognizedClient\w*|InvalidSignature\w*|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken\w*|IncompleteSignature\w*)$/;

export const isStale = (name: string): boolean => STALE.test(name);

/** Whatever went wrong on the way to the function, as what to do about it. */
export async function faultOf(cause: unknown, tried: Tried): Promise<OperatorError> {
  if (cause instanceof OperatorError) return cause;
  const { name, message, code } = innermost(cause);
  const fault = (kind: string, text: string) => new OperatorError(kind, text, null, { cause });
  if (/^Region (is missing|not accepted)/.test(message)) {
    return fault(
      'no-stack',
      'No region is set, or none that there is: name the one of the stack with --region, AWS_REGION or in the profile.',
    );
  }
  if (/^(CredentialsProvider|TokenProvider|ProviderError)/.test(name)) {
    return fault('no-credentials', credentialWords(message, tried));
  }
  if (isStale(name)) return fault('no-credentials', staleWords(message, tried));
  if (name === 'ValidationError' && /does not exist/.test(message)) {
    return fault(
      'no-stack',
      `There is no stack "${tried.stack}" in ${await tried.region()}: is it deployed in this region? Another one: --stack (or IMDSV2_STACK), --region.`,
    );
  }
  if (/^AccessDenied/.test(name)) {
    return fault(
      'denied',
      `You may not look up the stack "${tried.stack}" (cloudformation:DescribeStacks): attach one of the stack's managed policies to yourself. AWS says: ${message}`,
    );
  }
  return fault('unreachable', `AWS could not be reached: ${code === '' ? '' : `${code}, `}${message}`);
}

function credentialWords(message: string, tried: Tried): string {
  const { profile } = tried;
  if (/sso/i.test(message)) {
    return `The sign-in of ${profileName(tried)} has expired, or there was none: run "aws sso login${profile === null ? '' : ` --profile ${profile}`}" and repeat.`;
  }
  if (/^Could not load credentials/.test(message)) {
    if (profile !== null) return `The profile "${profile}" gives no credentials: is it in ~/.aws/config, and whole?`;
    return 'There are no AWS credentials: name a profile with --profile or AWS_PROFILE ("aws configure sso" makes one), or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  }
  return `The credentials of ${profileName(tried)} could not be had: ${message}`;
}

export const staleWords = (message: string, tried: Tried): string =>
  `AWS does not accept the credentials of ${profileName(tried)}: ${message} Sign in again${
    tried.profile === null ? ' or name a profile with --profile' : ` (aws sso login --profile ${tried.profile})`
  }, and repeat.`;

const profileName = ({ profile }: Tried): string =>
  profile === null ? 'the environment or the default profile' : `profile "${profile}"`;

interface Inner {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

/** fetch and the SDK wrap what happened to the socket. */
export function innermost(error: unknown): Inner {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  if (error.cause instanceof Error) return innermost(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, message: error.message, code };
}
