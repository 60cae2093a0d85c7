import type { Planned, Span } from '../world/fleet.ts';
import { makeRandom, type Random } from '../world/random.ts';
import { DAY } from '../world/software.ts';
import { drawFleet } from './draw-fleet.ts';
import { drawTroubles } from './draw-troubles.ts';
import type { Trouble } from './trouble.ts';

/** A small account with everything that will happen to it; the same seed gives the same. */
export interface Trial {
  readonly seed: number;
  readonly span: Span;
  /** From then on nothing goes wrong any more: by the end everything must have come to rest. */
  readonly calmFrom: number;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly troubles: readonly Trouble[];
  readonly fleet: () => Planned[];
}

/** Short windows, so that days show what takes weeks under the default policy. */
export const CALM = 4 * DAY;

export function drawTrial(seed: number, start: number, days: number): Trial {
  const random = makeRandom(`trial/${seed}`);
  const span = { start, end: start + days * DAY };
  const calmFrom = Math.max(start, span.end - CALM);
  return {
    seed,
    span,
    calmFrom,
    policy: drawPolicy(random.fork('policy')),
    troubles: drawTroubles(random.fork('troubles'), start, calmFrom),
    fleet: () => drawFleet(random.fork('fleet'), span),
  };
}

function drawPolicy(random: Random): Record<string, unknown> {
  return {
    evidence: {
      lookback: random.pick(['P1D', 'P2D', 'P3D']),
      observe: random.pick(['PT6H', 'P1D']),
      minimumCoverage: random.pick([0.9, 0.7]),
      start: random.pick(['required', 'required', 'preferred']),
    },
    grace: {
      window: random.pick(['PT12H', 'P1D', 'P2D']),
      reminders: ['PT6H'],
      quiet: 'P1D',
      after: random.pick(['enforce', 'enforce', 'enforce', 'escalate']),
      startsPerDay: random.pick([25, 25, 2]),
    },
    enforcement: {
      perHour: random.pick([100, 100, 2]),
      canary: random.chance(0.7),
      soak: random.pick(['PT15M', 'PT1H']),
      hopLimit: random.pick(['keep', 'raise-for-containers']),
    },
    watch: {
      for: random.pick(['PT3H', 'PT8H']),
      // biome-ignore lint/suspicious/noThenProperty: a policy is data that is never awaited
      then: {
        onZero: random.pick(['roll-back', 'roll-back', 'notify']),
        afterGrace: random.pick(['roll-back', 'notify']),
      },
    },
    breaker: { workloads: random.pick([3, 2]), share: 0.02, within: 'P1D' },
    exceptions: { longest: 'P90D', ownApproval: 'refuse' },
    tickets: random.pick(['ops-center', 'ops-center', 'ops-center', 'none']),
  };
}
