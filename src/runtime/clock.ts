import { type Instant, instant } from '../domain/time.ts';

/** The one place that reads the clock. No product code sets a timer: what is not due yet waits in the table. */
export const now = (): Instant => instant(Date.now());
