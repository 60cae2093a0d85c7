import type * as z from 'zod/mini';

/** One event may carry a thousand instances that are all wrong in the same way. */
const SHOWN = 5;

/**
 * An event whose shape is not one that is known here. Trying again cannot help: it belongs in the on-failure queue.
 *
 * The message names the parts that are wrong and what was expected there, never what was found: an event's text may
 * come from anybody who can tag an instance. `cause` is the error of zod.
 */
export class UnknownShapeError extends Error {
  override readonly name = 'UnknownShapeError';
  /** Paths of the parts at fault, such as `detail.instance-id`; the empty string is the event itself. */
  readonly parts: readonly string[];

  constructor(cause: z.core.$ZodError) {
    const faults = cause.issues.map(({ path, message }) => ({ part: path.map(String).join('.'), message }));
    const shown = faults.slice(0, SHOWN).map(({ part, message }) => `${part || 'event'}: ${message}`);
    const more = faults.length > SHOWN ? [`and ${faults.length - SHOWN} more`] : [];
    super(`unknown event shape: ${[...shown, ...more].join('; ')}`, { cause });
    this.parts = faults.map(({ part }) => part);
  }
}
