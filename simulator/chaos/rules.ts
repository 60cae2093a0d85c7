import { parse as parseDuration } from 'tinyduration';
import * as z from 'zod';
import { DAY, HOUR, MINUTE } from '../world/software.ts';
import type { InForce } from './scene.ts';
import type { PolicyChange } from './trouble.ts';

const Section = z.record(z.string(), z.unknown());
const Document = z.record(z.string(), z.unknown());

const Watched = z.looseObject({
  evidence: z.looseObject({ lookback: z.string(), observe: z.string(), start: z.string() }),
  grace: z.looseObject({ window: z.string(), quiet: z.string() }),
  enforcement: z.looseObject({ hopLimit: z.string() }),
  watch: z.looseObject({ for: z.string() }),
});

/** The policy as it is deployed, and what of it those who look on must know. */
export function makeRules(policy: Readonly<Record<string, unknown>>, put: (text: string) => void) {
  const inForce: InForce[] = [];
  let current: Record<string, unknown> = {};

  function change(changed: PolicyChange | Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(Document.parse(changed))) {
      const known = Section.safeParse(current[name]);
      const given = Section.safeParse(value);
      current = { ...current, [name]: known.success && given.success ? { ...known.data, ...given.data } : value };
    }
    const { evidence, grace, enforcement, watch } = Watched.parse(current);
    inForce.push({
      from: Date.now(),
      lookback: lengthOf(evidence.lookback),
      observe: lengthOf(evidence.observe),
      start: evidence.start,
      quiet: lengthOf(grace.quiet),
      watchFor: lengthOf(watch.for),
      hops: enforcement.hopLimit,
    });
    put(JSON.stringify(current));
  }

  change(policy);
  return { inForce, change };
}

function lengthOf(text: string): number {
  const { weeks = 0, days = 0, hours = 0, minutes = 0 } = parseDuration(text);
  return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE;
}
