/** Why a request was not carried out: its code, and the HTTP status that goes with it. Nothing was changed. */
export const refusals = {
  /** Not a request that is known here: a field is missing, misspelt or out of bounds. */
  'invalid-request': 400,
  /** No case, or no instance that belongs to one, has this name. */
  'unknown-case': 404,
  'unknown-exception': 404,
  /** The end asked for has passed already. */
  'expiry-in-past': 400,
  /** The end asked for is later than policy `exceptions.longest` allows. */
  'expiry-too-far': 400,
  /** This door, or the one who came through it, may not do that. */
  'not-allowed': 403,
  /** Nobody approves what they asked for themselves, unless policy says so. */
  'own-request': 403,
  /** The case cannot be ordered that where it stands. */
  'wrong-stance': 409,
  /** Nothing is left of what the request was about: no instance there allows IMDSv1 any more. */
  'moved-on': 409,
  /** Somebody else decided it first. */
  'decided-already': 409,
  /** One undecided request for the same scope is enough. */
  'asked-already': 409,
  /** This very request was received before. */
  replayed: 409,
  /** What should say who is asking is missing, or was not made by AWS. */
  forged: 403,
  /** Others kept changing the same thing; to be tried again. */
  busy: 503,
} as const satisfies Readonly<Record<string, number>>;
export type Refusal = keyof typeof refusals;

/** A request that is refused. The message is for the person who made it, and says what to do. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
  readonly code: Refusal;

  constructor(code: Refusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get status(): number {
    return refusals[this.code];
  }
}
