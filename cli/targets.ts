import type { RequestInput } from '../src/operators/request.ts';

/** One of the things that an order is to be given for. */
export interface Target {
  readonly id: string;
  /** What it is about: the scope of an exception, the state of a case. */
  readonly about: string;
  readonly owner: string | null;
}

export interface Planned extends Target {
  readonly request: RequestInput;
}

/** `planned`: a dry run. `not-ordered`: what went wrong before would have gone wrong again. */
export interface Result extends Target {
  readonly outcome: 'planned' | 'ordered' | 'refused' | 'not-ordered';
  readonly code: string | null;
  readonly said: string;
}
