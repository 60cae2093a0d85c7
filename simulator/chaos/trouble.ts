/** Something that goes wrong, or that people do at a bad moment; numbered, so that a run can be played without it. */
export type Trouble = { readonly id: number; readonly at: number } & Disturbance;

export type Disturbance =
  /** The next `count` requests to a service from then on. */
  | { readonly kind: 'requests'; readonly service: AskedService; readonly count: number; readonly fault: RequestFault }
  /** Every such request for so long. */
  | { readonly kind: 'outage'; readonly of: Outage; readonly lasts: number; readonly error: string }
  /** Everything is refused because the credentials have run out. */
  | { readonly kind: 'expired-credentials'; readonly lasts: number }
  /** Series are answered with another status than Complete. */
  | { readonly kind: 'metrics'; readonly status: MetricTrouble; readonly lasts: number; readonly share: number }
  /** Points that CloudWatch never gets. */
  | { readonly kind: 'gap'; readonly lasts: number; readonly share: number }
  /** EC2 shows options as they were. */
  | { readonly kind: 'lag'; readonly lasts: number; readonly by: number }
  /** The invocation that makes the n-th request from then on dies at it, before or after it took effect. */
  | { readonly kind: 'crash'; readonly request: number; readonly effect: boolean }
  /** At the n-th request from then on something else runs from beginning to end before the answer comes. */
  | { readonly kind: 'meanwhile'; readonly request: number; readonly what: Meanwhile }
  /** Nobody hears the topic. */
  | { readonly kind: 'unsubscribed'; readonly lasts: number }
  | { readonly kind: 'unreliable-events'; readonly lost: number; readonly twice: number; readonly late: number }
  | { readonly kind: 'malformed-event'; readonly sample: string }
  | { readonly kind: 'order'; readonly order: PersonalOrder; readonly workload: number }
  | { readonly kind: 'upheaval'; readonly what: Upheaval; readonly workload: number }
  | { readonly kind: 'policy'; readonly change: PolicyChange };

/** What every function asks. */
export type AskedService = 'ec2' | 'cloudwatch' | 'sns' | 'ssm' | 'dynamodb';
export type RequestFault = 'throttled' | 'server-error' | 'denied' | 'lost-request' | 'lost-answer';
export type Outage =
  | 'policy'
  | 'exceptions'
  | 'table'
  | 'metrics'
  | 'instances'
  | 'changes'
  | 'notices'
  | 'tickets'
  | 'removals';
export type MetricTrouble = 'PartialData' | 'InternalError' | 'Forbidden';
export type Meanwhile = 'sweep' | 'last-event' | PersonalOrder;

export const personalOrders = [
  'request',
  'answer',
  'revoke',
  'enforce',
  'rollback',
  'pause',
  'resume',
  'overreach',
] as const;
export type PersonalOrder = (typeof personalOrders)[number];

export const upheavals = [
  'loosen',
  'tighten',
  'disable-endpoint',
  'raise-hops',
  'roll-out',
  'scale-out',
  'scale-in',
  'scale-to-zero',
  'unhealthy',
  'restart',
] as const;
export type Upheaval = (typeof upheavals)[number];

/** Rules that are replaced midway; the rest stays. */
export type PolicyChange = Readonly<Record<string, Readonly<Record<string, unknown>> | string>>;

/** What is wrong in one line of the trace. */
export function describe(trouble: Trouble): string {
  const { id, at: _, kind, ...details } = trouble;
  const said = Object.entries(details).map(([name, value]) =>
    name === 'lasts' ? `for ${Math.round(Number(value) / 60_000)} min` : `${name} ${JSON.stringify(value)}`,
  );
  return `trouble ${id}: ${kind} ${said.join(', ')}`.replaceAll('"', '');
}
