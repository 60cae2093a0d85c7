import type * as z from 'zod/mini';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { MemberUse } from '../../src/domain/evidence.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { type Member, NOBODY } from '../../src/domain/member.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Exception } from '../../src/domain/permission.ts';
import { DAY, type Instant, instant, minus, parseDuration, parseInstant, plus, times } from '../../src/domain/time.ts';
import { type Policy, policySchema } from '../../src/policy/schema.ts';

/** Half past nine, so that neither now nor a start lies on an hour of the clock by accident. */
export const NOW = parseInstant('2026-03-02T09:30:00.000Z');
export const ID = 'i-0000000000000000a';

/** That long before NOW, or before another moment: `ago('P14D')`. */
export const ago = (text: string, from: Instant = NOW): Instant => instant(from - parseDuration(text));
export const later = (text: string, from: Instant = NOW): Instant => plus(from, parseDuration(text));

/** Every default of the policy but what is said here, as it would stand in policy.yml. */
export const policyOf = (rules: z.input<typeof policySchema> = {}): Policy => policySchema.parse(rules);

export const facts = (over: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id: ID,
  region: 'us-east-1',
  state: 'running',
  launchedAt: ago('P20D'),
  stoppedAt: null,
  imageId: 'ami-0000000000000000a',
  launchTemplate: { id: 'lt-0123456789abcdef0', version: '3' },
  tags: { 'aws:autoscaling:groupName': 'web', Owner: 'payments' },
  zone: 'us-east-1a',
  managedBy: null,
  options: { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' },
  ...over,
});

/** As the table holds it: an instance that fits {@link facts}, of the case of {@link caseOf}, not read yet. */
export const member = (over: Partial<Member> = {}): Member => ({
  id: ID,
  caseId: 'us-east-1/asg:web',
  version: 1,
  phase: 'optional',
  firstSeenAt: ago('P20D'),
  generation: 'ami-0000000000000000a/lt-0123456789abcdef0/3',
  launchedAt: ago('P20D'),
  goneAt: null,
  use: null,
  enforcement: null,
  watch: null,
  rollback: null,
  removal: null,
  ...over,
});

/** A change on zero evidence that EC2 showed at once. */
export const enforcement = (at: Instant): NonNullable<Member['enforcement']> => ({
  effectId: 'enforce/1',
  at,
  ground: 'zero',
  evidence: {
    state: 'zero',
    reason: null,
    calls: 0,
    lastUse: null,
    window: { start: minus(at, times(DAY, 14)), end: at },
    coverage: 1,
    startSeen: null,
    from: [],
  },
  before: facts().options,
  appliedAt: at,
  group: null,
});

/** Two weeks read whole, its start seen before them, no call: what judges as zero. */
export const memberUse = (over: Partial<MemberUse> = {}): MemberUse => ({
  readAt: NOW,
  since: parseInstant('2026-02-16T10:00:00.000Z'),
  calls: 0,
  lastUse: null,
  firstPoint: parseInstant('2026-02-16T10:00:00.000Z'),
  lastPoint: parseInstant('2026-03-02T09:00:00.000Z'),
  hours: { seen: 335, expected: 335 },
  start: { at: ago('P20D'), seen: true, calls: 0 },
  dormant: false,
  ...over,
});

export const caseOf = (over: Partial<Case> = {}): Case => ({
  id: 'us-east-1/asg:web',
  region: 'us-east-1',
  workload: 'asg:web',
  owner: 'payments',
  version: 1,
  openedAt: ago('P20D'),
  stance: { kind: 'observing', since: ago('P20D') },
  hold: null,
  holdDetail: null,
  evidence: null,
  endedUse: null,
  round: 0,
  ticket: null,
  refusals: [],
  newcomers: [],
  rollbacks: 0,
  orders: [],
  drifts: [],
  census: NOBODY,
  imageId: null,
  templateOpen: false,
  outbox: [],
  leaseUntil: null,
  dueAt: NOW,
  ...over,
});

/** What an operator ordered, a moment ago. */
export const orderOf = (over: Partial<Order> = {}): Order => ({
  kind: 'operator',
  id: '00000000-0000-4000-8000-0000000000c1',
  at: NOW,
  actor: 'arn:aws:sts::123456789012:assumed-role/operators/dana',
  via: 'url',
  command: 'enforce',
  reason: 'agreed with the owner',
  instanceId: null,
  exception: null,
  ...over,
});

/** Granted to the workload of {@link caseOf} for a month from now. */
export const exceptionOf = (over: Partial<Exception> = {}): Exception => ({
  id: 'e-1',
  version: 1,
  scope: { kind: 'workload', caseId: 'us-east-1/asg:web' },
  status: 'active',
  reason: 'the agent is replaced in spring',
  owner: 'payments',
  via: 'url',
  askedBy: 'arn:aws:iam::123456789012:user/alice',
  approvedBy: 'arn:aws:iam::123456789012:user/bob',
  until: later('P30D'),
  history: [],
  ...over,
});

/** A stance of each kind, entered a day ago. */
export const stances = {
  observing: { kind: 'observing', since: ago('P1D') },
  grace: {
    kind: 'grace',
    since: ago('P1D'),
    window: parseDuration('P14D'),
    missing: null,
    noticeAt: ago('P1D'),
    deadline: later('P13D'),
    reminded: [],
  },
  excepted: {
    kind: 'excepted',
    since: ago('P1D'),
    exceptionIds: ['e-1'],
    until: later('P30D'),
    unneededTold: false,
    reminded: [],
  },
  cleared: { kind: 'cleared', since: ago('P1D'), ground: 'zero', settledAt: null },
  blocked: {
    kind: 'blocked',
    since: ago('P1D'),
    reason: 'escalated',
    instanceIds: [],
    ground: 'grace-ended',
    takeBack: 'nothing',
  },
  closed: { kind: 'closed', since: ago('P1D'), reason: 'no-members' },
} as const satisfies { readonly [Kind in Stance['kind']]: Extract<Stance, { kind: Kind }> };
