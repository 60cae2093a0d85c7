import type { Answer } from '../../src/operators/answer.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import { type Operator, OperatorError } from '../operator.ts';

type AnswerOf<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

const isOf = <K extends Answer['kind']>(answer: Answer, kind: K): answer is AnswerOf<K> => answer.kind === kind;

/** @throws OperatorError, also when the answer is to another question. */
export async function askFor<K extends Answer['kind']>(
  { ask }: Operator,
  kind: K,
  request: RequestInput,
): Promise<AnswerOf<K>> {
  const answer = await ask(request);
  if (isOf(answer, kind)) return answer;
  throw new OperatorError(
    'unexpected-answer',
    `The stack answered with "${answer.kind}" to "${request.kind}". Its version and that of this command may differ.`,
    null,
  );
}
