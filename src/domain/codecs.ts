import * as z from 'zod/mini';
import {
  type Duration,
  formatDuration,
  formatInstant,
  type Instant,
  instant,
  parseDuration,
  TimeError,
} from './time.ts';

/** Milliseconds inside, ISO 8601 UTC with milliseconds wherever something is stored, sent or shown. */
export const instantCodec = z.codec(
  z.iso.datetime(),
  z.custom<Instant>((value) => typeof value === 'number'),
  { decode: (text) => instant(Date.parse(text)), encode: (at) => formatInstant(at) },
);

/** Milliseconds inside, ISO 8601 (`P14D`) outside; see {@link parseDuration} for what is taken. */
export const durationCodec = z.codec(
  z.string(),
  z.custom<Duration>((value) => typeof value === 'number'),
  {
    decode: (text, context) => {
      try {
        return parseDuration(text);
      } catch (error) {
        // Stryker disable next-line ConditionalExpression: parseDuration throws nothing else; the types ask
        if (!(error instanceof TimeError)) throw error;
        context.issues.push({ code: 'custom', message: error.message, input: text });
        return z.NEVER;
      }
    },
    encode: (by) => formatDuration(by),
  },
);

/** What could be read, or why not. `unreadable` is never an empty default: unknown is not zero. */
export type Read<T> = { readonly known: T } | { readonly unreadable: string };

/** What was read does not have a form that is known here. Each module that reads has its own kind. */
export class ShapeError extends Error {}
