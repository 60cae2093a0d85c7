import { type Planned, type Span, workloadOf } from '../world/fleet.ts';
import type { Random } from '../world/random.ts';
import { makeRandom } from '../world/random.ts';
import { DAY, HOUR, MINUTE, type Use } from '../world/software.ts';
import type { Kind, Workload } from '../world/workload.ts';
import {
  type Disturbance,
  type Meanwhile,
  type Outage,
  personalOrders,
  type RequestFault,
  type Trouble,
  upheavals,
} from './trouble.ts';

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

/** Text that would do harm where it is taken for more than text. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '%{jndi:ldap://x}',
  '*bold* <!channel> `rm -rf`',
  "'; DROP TABLE --",
  '\u202egnp.exe',
];

const KINDS: readonly Kind[] = [
  'auto-scaling',
  'auto-scaling',
  'node-group',
  'template',
  'single',
  'single',
  'nightly',
  'stopped',
];

function drawFleet(random: Random, span: Span): Planned[] {
  // Now and then many break on one day, each soon after it was changed.
  const surprising = random.chance(0.15);
  const soon = (): Use => ({ kind: 'first-ever', at: span.start + random.between(60, 900) * MINUTE });
  return Array.from({ length: random.between(surprising ? 4 : 2, 4) }, (_, index) => {
    const kind = random.pick(KINDS);
    const grouped = kind === 'auto-scaling' || kind === 'node-group' || kind === 'template';
    const size = grouped ? random.between(1, 3) : 1;
    const drawn = workloadOf(
      {
        kind,
        size,
        use: kind === 'stopped' ? { kind: 'none' } : surprising ? soon() : drawUse(random, span),
        fixes: random.chance(0.4),
        scales: kind === 'auto-scaling' && random.chance(0.3),
        hopLimit: random.pick([1, 1, 2]),
        hardened: random.chance(0.05),
        endpointDisabled: random.chance(0.05),
        managedBy: random.chance(0.05) ? 'eks.amazonaws.com' : undefined,
        replacedEvery: grouped && random.chance(0.5) ? random.between(30, 96) * HOUR : Number.POSITIVE_INFINITY,
      },
      index,
      random,
    );
    const tags = random.chance(0.3) ? { ...drawn.tags, Name: random.pick(HOSTILE) } : drawn.tags;
    const workload: Workload = { ...drawn, tags };
    return { workload, size };
  });
}

function drawUse(random: Random, span: Span): Use {
  const within = (from: number, to: number): number => Math.floor(from + random.next() * (to - from));
  return random.pick<() => Use>([
    () => ({ kind: 'none' }),
    () => ({ kind: 'none' }),
    () => ({ kind: 'none' }),
    () => ({ kind: 'every', period: random.pick([10 * MINUTE, HOUR, 6 * HOUR]) }),
    // Rarely: more seldom than any lookback reaches back, and once a month.
    () => ({ kind: 'every', period: random.pick([30, 100]) * HOUR }),
    () => ({ kind: 'every', period: 30 * DAY }),
    () => ({ kind: 'boot' }),
    () => ({ kind: 'once', at: span.start - random.between(1, 60) * HOUR }),
    () => ({ kind: 'first-ever', at: within(span.start, span.end) }),
  ])();
}

function drawTroubles(random: Random, start: number, until: number): Trouble[] {
  const count = random.between(4, 22);
  const drawn = Array.from({ length: count }, (_, id): Trouble => {
    const at = start + Math.floor(random.next() * (until - start));
    const disturbance = drawDisturbance(random);
    // What lasts is over when the calm begins.
    const short = 'lasts' in disturbance ? { lasts: Math.min(disturbance.lasts, until - at) } : {};
    return { id, at, ...disturbance, ...short };
  });
  const events = {
    lost: random.pick([0, 0.05, 0.5]),
    twice: random.pick([0, 0.3]),
    late: random.pick([1, 20, 300]) * MINUTE,
  };
  return [...drawn, { id: count, at: start, kind: 'unreliable-events', ...events }];
}

const OUTAGES: Record<Outage, readonly string[]> = {
  policy: ['AccessDeniedException', 'InternalServerError'],
  exceptions: ['ProvisionedThroughputExceededException', 'AccessDeniedException'],
  table: ['InternalServerError', 'ThrottlingException'],
  metrics: ['Throttling', 'AccessDenied', 'InternalFailure'],
  instances: ['RequestLimitExceeded', 'UnauthorizedOperation', 'InternalError'],
  changes: ['UnauthorizedOperation', 'RequestLimitExceeded', 'IncorrectInstanceState'],
  notices: ['InternalError', 'AuthorizationError'],
  tickets: ['OpsItemLimitExceededException', 'InternalServerError'],
  removals: ['AccessDenied', 'Throttling'],
};

const FAULTS: readonly RequestFault[] = ['throttled', 'server-error', 'denied', 'lost-request', 'lost-answer'];
const SAMPLES = [
  'bad-no-detail',
  'bad-wrong-types',
  'bad-instance-id',
  'bad-metadata-change-not-nested',
  'bad-no-findings',
];

function drawDisturbance(random: Random): Disturbance {
  const lasts = random.between(10, 600) * MINUTE;
  const workload = random.between(0, 3);
  const request = random.between(1, 60);
  return random.pick<() => Disturbance>([
    () => ({
      kind: 'requests',
      service: random.pick(['ec2', 'cloudwatch', 'sns', 'ssm', 'dynamodb', 'dynamodb']),
      // Three in a row is what the clients' own retries do not get over.
      count: random.pick([1, 1, 3, 6]),
      fault: random.pick(FAULTS),
    }),
    () => {
      const of = random.pick(Object.keys(OUTAGES).filter(isOutage));
      return { kind: 'outage', of, lasts, error: random.pick(OUTAGES[of]) };
    },
    () => ({ kind: 'expired-credentials', lasts: random.between(5, 60) * MINUTE }),
    () => ({
      kind: 'metrics',
      status: random.pick(['PartialData', 'InternalError', 'Forbidden']),
      lasts,
      share: random.pick([0.3, 1]),
    }),
    () => ({ kind: 'gap', lasts, share: random.pick([0.3, 1]) }),
    () => ({ kind: 'lag', lasts, by: random.between(10, 240) * 1000 }),
    () => ({ kind: 'crash', request, effect: random.chance(0.5) }),
    () => ({ kind: 'crash', request, effect: random.chance(0.5) }),
    () => ({ kind: 'meanwhile', request, what: random.pick<Meanwhile>(['sweep', 'last-event', ...personalOrders]) }),
    () => ({ kind: 'meanwhile', request, what: random.pick<Meanwhile>(['sweep', 'last-event']) }),
    () => ({ kind: 'unsubscribed', lasts }),
    () => ({ kind: 'malformed-event', sample: random.pick(SAMPLES) }),
    () => ({ kind: 'order', order: random.pick(personalOrders), workload }),
    () => ({ kind: 'order', order: random.pick(personalOrders), workload }),
    () => ({ kind: 'upheaval', what: random.pick(upheavals), workload }),
    () => ({ kind: 'upheaval', what: random.pick(upheavals), workload }),
    () => ({ kind: 'upheaval', what: 'loosen', workload }),
    () => ({
      kind: 'policy',
      change: random.pick([
        { mode: 'observe' },
        { mode: 'enforce' },
        { evidence: { lookback: 'P3D', observe: 'P1D' } },
        { grace: { window: 'PT6H', quiet: 'P1D', reminders: [] } },
        { enforcement: { canary: false } },
        { enforcement: { perHour: 1 } },
        { enforcement: { calendar: 'Freeze' } },
      ]),
    }),
  ])();
}

const isOutage = (name: string): name is Outage => Object.hasOwn(OUTAGES, name);
