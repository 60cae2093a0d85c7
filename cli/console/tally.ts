import type { Context } from 'hono';
import { clean } from '../../src/notices/untrusted.ts';

/** Why a request was turned away before anything was asked of the stack. */
export const turnedAway = {
  host: 'it is addressed to another host',
  site: 'another page made it',
  session: 'it does not come from the page that this command opened',
  key: 'its key is not the one of this console',
  origin: 'its origin is another page',
  form: 'its form is not one of this console',
  method: 'only a form of this console orders anything',
  size: 'it is larger than any form of this console',
} as const;
export type TurnedAway = keyof typeof turnedAway;

/** Counts what is turned away, and tells whoever started the console. */
export interface Tally {
  readonly refuse: (c: Context, why: TurnedAway) => void;
  readonly total: () => number;
}

export function makeTally(log: (line: string) => void): Tally {
  let total = 0;
  return {
    refuse: (c, why) => {
      total += 1;
      // The path alone: a key that was nearly right must not stand in a log.
      const from = ['origin', 'host', 'sec-fetch-site'].flatMap((name) => {
        const value = c.req.header(name);
        return value === undefined ? [] : [`${name} ${clean(value, 80)}`];
      });
      log(`refused ${c.req.method} ${clean(c.req.path, 80)}: ${turnedAway[why]} (${from.join(', ')})`);
    },
    total: () => total,
  };
}
