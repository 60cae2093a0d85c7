import type { Random } from '../world/random.ts';
import { MINUTE } from '../world/software.ts';
import {
  type Disturbance,
  type Meanwhile,
  type Outage,
  personalOrders,
  type RequestFault,
  type Trouble,
  upheavals,
} from './trouble.ts';

/** All that goes wrong, and is over, between `start` and `until`. */
export function drawTroubles(random: Random, start: number, until: number): Trouble[] {
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
