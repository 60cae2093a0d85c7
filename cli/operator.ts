import type { Instant } from '../src/domain/time.ts';
import type { Answer } from '../src/operators/answer.ts';
import type { RequestInput } from '../src/operators/request.ts';

/** The stack's operator function, as the one who runs this command may use it. */
export interface Operator {
  /** @throws OperatorError when it refused, or could not be reached. */
  readonly ask: (request: RequestInput) => Promise<Answer>;
}

export interface Connection extends Operator {
  /** AWS's own clock, so that "in 30 days" means the same on a machine whose clock is wrong. */
  readonly now: () => Promise<Instant>;
}

/** What went wrong, in words for the person at the terminal or in the browser, with what to do about it. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  /** The function's own code (see src/operators/errors.ts), or `unreachable`, `no-credentials`, `no-stack`, `denied`. */
  readonly code: string;
  /** HTTP status, where there was one. */
  readonly status: number | null;

  constructor(code: string, message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}
