import type { Flash } from './flashes.ts';

/** What a page knows of the one request that it answers. */
export interface Visit {
  /** Path and query of this page, to come back to after an order. */
  readonly here: string;
  /** What came of the order that led here. */
  readonly flash: Flash | null;
  /** For its forms; see guards.ts. */
  readonly token: string;
  /** Each form carries the id of its order, so that one that is sent twice orders once. */
  readonly newId: () => string;
  /** How many requests were turned away since the console was started. */
  readonly turnedAway: number;
}
