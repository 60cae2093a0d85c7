import * as z from 'zod/mini';
import { refusedSchema } from '../src/operators/answer.ts';
import type { Right } from '../src/operators/rights.ts';
import type { Door } from './endpoint.ts';
import { innermost, isStale, staleWords, type Tried } from './faults.ts';
import { OperatorError } from './operator.ts';

/** Where a request went, and under which right. */
export interface Sent extends Door {
  readonly right: Right;
  readonly tried: Tried;
}

interface Refused {
  readonly status: number;
  readonly text: string;
  /** Of the header in which AWS names its own refusals. */
  readonly code: string;
  readonly json: unknown;
}

const awsRefusal = z.object({ message: z.optional(z.string()), Message: z.optional(z.string()) });

/** What the function refused, or what AWS did before it. */
export function refusalOf({ status, text, code, json }: Refused, { right, tried, policy }: Sent): OperatorError {
  const refused = refusedSchema.safeParse(json);
  if (refused.success) return new OperatorError(refused.data.code, refused.data.message, status);
  const { message, Message } = awsRefusal.safeParse(json).data ?? {};
  const said = message ?? Message ?? text.slice(0, 200);
  if (isStale(code) || (status === 403 && /security token|signature/i.test(said))) {
    return new OperatorError('no-credentials', staleWords(said, tried), status);
  }
  if (status === 403) {
    return new OperatorError(
      'denied',
      `IAM does not let you do this: the stack's managed policy for it is ${policy}. AWS says: ${said}`,
      status,
    );
  }
  if (status === 429) return new OperatorError('unreachable', 'AWS throttles the function: try again shortly.', status);
  return new OperatorError(
    'unreachable',
    `The function failed (HTTP status ${status}): its log says why.${afterwards(right)}`,
    status,
  );
}

export const noAnswer = ({ url, right }: Sent, cause: unknown): OperatorError =>
  new OperatorError(
    'unreachable',
    `No answer came from ${url.host}: ${innermost(cause).message}.${afterwards(right)}`,
    null,
    {
      cause,
    },
  );

export const strangeAnswer = ({ right }: Sent, status: number, cause: unknown): OperatorError =>
  new OperatorError(
    'unreachable',
    `The stack answered in a form that this command does not know: bring both to the same version.${afterwards(right)}`,
    status,
    { cause },
  );

/** Whether the next try may end otherwise. */
export const isPassing = ({ code, status }: OperatorError): boolean =>
  code === 'busy' || (code === 'unreachable' && (status === null || status === 429 || status >= 500));

const afterwards = (right: Right): string =>
  right === 'reader'
    ? ''
    : ' The order may have been taken all the same: look with "imdsv2 explain" before you repeat it.';
