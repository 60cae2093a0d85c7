import { about, type Finding } from './finding.ts';
import type { Seen } from './seen.ts';
import { isSeen } from './seen.ts';

/** Where the stack is, or would be. */
export interface Place {
  readonly stack: string;
  readonly region: string;
}

/** The stack as CloudFormation tells of it. */
export interface Stack extends Place {
  readonly account: string;
  readonly partition: string;
  readonly status: string;
  /** Logical → physical id. */
  readonly resources: ReadonlyMap<string, Resource>;
}

export interface Resource {
  readonly type: string;
  readonly id: string;
}

export function examineStack(stack: Seen<Stack | null>, { stack: name, region }: Place): Finding {
  const { ok, warning, failure, unknown } = about('stack', region);
  if (!isSeen(stack)) return unknown(`whether the stack ${name} is there`, stack);
  if (stack.known === null) {
    return failure(
      `There is no stack ${name} here, so that nothing is enforced: only the account's side was looked at.`,
      'Deploy it (npm run deploy), or say where it is: --stack, --region.',
    );
  }
  const { status } = stack.known;
  const events = `aws cloudformation describe-stack-events --stack-name ${name} --region ${region}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(`The stack ${name} is deployed (${status}).`);
  if (status === 'UPDATE_ROLLBACK_COMPLETE' || status === 'IMPORT_ROLLBACK_COMPLETE') {
    return warning(`The last deployment failed, and the stack ${name} is as it was before it (${status}).`, events);
  }
  if (/^(UPDATE|IMPORT)_\w*IN_PROGRESS$/.test(status)) {
    return warning(`The stack ${name} is being changed (${status}): what follows may be old in a minute.`, events);
  }
  return failure(`The stack ${name} is not whole (${status}).`, events);
}
