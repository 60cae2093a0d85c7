import { about, type Finding } from './finding.ts';
import type { Part } from './parts.ts';
import { isSeen, type Seen } from './seen.ts';

export interface FunctionFacts {
  readonly part: Part;
  /** As AWS does. */
  readonly name: string;
  /** Null: it is not there. */
  readonly state: Seen<FunctionState | null>;
  /** What it may run at once at most; null where nothing is reserved. */
  readonly reserved: Seen<number | null>;
}

export interface FunctionState {
  readonly state: string;
  readonly reason: string | null;
}

export const examineFunctions = (functions: readonly FunctionFacts[], region: string): readonly Finding[] =>
  functions.map((fn) => examineFunction(fn, region));

function examineFunction(
  { part: { name: part, vital }, name, state, reserved }: FunctionFacts,
  region: string,
): Finding {
  const { ok, broken, unknown } = about('functions', region, vital);
  if (!isSeen(state)) return unknown(`whether the function ${part} is there`, state);
  if (state.known === null) {
    return broken(`The function ${part} is not there.`, 'Deploy the stack again (npm run deploy).');
  }
  // An inactive one wakes up when it is invoked.
  if (state.known.state === 'Failed') {
    return broken(
      `The function ${part} cannot be invoked: ${state.known.reason ?? 'Lambda does not say why'}.`,
      `aws lambda get-function-configuration --function-name ${name} --region ${region}`,
    );
  }
  if (!isSeen(reserved)) return unknown(`whether the function ${part} may run`, reserved);
  if (reserved.known === 0) {
    return broken(
      `The function ${part} is throttled to nothing: its reserved concurrency is 0.`,
      `aws lambda delete-function-concurrency --function-name ${name} --region ${region}`,
    );
  }
  return ok(`The function ${part} is there and may run.`);
}
