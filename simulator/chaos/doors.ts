import * as z from 'zod';
import { askThrough } from '../host/doors.ts';
import type { Lambda } from '../host/lambda.ts';
import type { Answered, Ask, Door } from '../world/asking.ts';
import type { Random } from '../world/random.ts';

export interface Doors {
  /** A failure of the function is an answer too: people see a 502 and try again some other day. */
  readonly ask: Ask;
}

type Told = (door: Door, who: string, request: Readonly<Record<string, unknown>>) => (answered: Answered) => void;

const Body = z.looseObject({});

export function makeDoors(lambda: Lambda, random: Random, told: Told): Doors {
  const ask = askThrough(lambda.invokeUrl, random);
  return {
    async ask(door, who, request) {
      const said = told(door, who, request);
      const answered = await ask(door, who, request).catch((): Answered => ({ status: 502, body: {} }));
      said(answered);
      // Whoever asked for a list and gets none reads an empty one.
      return answered.status === 200
        ? answered
        : { ...answered, body: { ...Body.catch({}).parse(answered.body), exceptions: [] } };
    },
  };
}
