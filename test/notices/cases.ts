import type { MemberView } from '../../src/decision/view.ts';
import {
  type BlockedReason,
  blockedReasons,
  type Case,
  closedReasons,
  type Stance,
  type StanceOf,
} from '../../src/domain/case.ts';
import type { Drift } from '../../src/domain/drift.ts';
import { type About, type Occasion, occasions } from '../../src/domain/effect.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { type Ground, type Member, NOBODY, type RollbackMark } from '../../src/domain/member.ts';
import { type Instant, parseDuration, parseInstant, plus } from '../../src/domain/time.ts';
import { policySchema } from '../../src/policy/schema.ts';

export const now = parseInstant('2026-03-02T09:30:00.000Z');
export const later = (text: string): Instant => plus(now, parseDuration(text));
export const policy = policySchema.parse({});
export const account = '123456789012';

const since = parseInstant('2026-03-01T09:30:00.000Z');

export const used: Evidence = {
  state: 'used',
  reason: null,
  calls: 84,
  lastUse: parseInstant('2026-03-02T07:00:00.000Z'),
  window: { start: parseInstant('2026-02-16T09:30:00.000Z'), end: now },
  coverage: 0.9967,
  startSeen: parseInstant('2026-02-20T03:12:00.000Z'),
  from: ['i-0000000000000000a'],
};
export const zero: Evidence = { ...used, state: 'zero', calls: 0, lastUse: null, coverage: 1 };
export const unknown: Evidence = { ...zero, state: 'unknown', reason: 'no-start-seen', startSeen: null };

export const facts = (over: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id: 'i-0000000000000000a',
  region: 'us-east-1',
  state: 'running',
  launchedAt: since,
  stoppedAt: null,
  imageId: 'ami-0000000000000000a',
  launchTemplate: { id: 'lt-0123456789abcdef0', version: '3' },
  tags: { 'aws:autoscaling:groupName': 'web', Owner: 'payments' },
  zone: 'us-east-1a',
  managedBy: null,
  options: { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' },
  ...over,
});

export const seen = (over: Partial<InstanceFacts> = {}, as: Partial<Member> = {}): MemberView => {
  const its = facts(over);
  const member: Member = {
    id: its.id,
    caseId: 'us-east-1/asg:web',
    version: 1,
    phase: 'optional',
    firstSeenAt: since,
    generation: 'ami-0000000000000000a/lt-0123456789abcdef0/3',
    launchedAt: its.launchedAt,
    goneAt: null,
    use: null,
    enforcement: null,
    watch: null,
    rollback: null,
    removal: null,
    ...as,
  };
  return { member, facts: its };
};

export const secured = (id: string, rejected = 0): MemberView =>
  seen(
    { id, options: { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } },
    {
      phase: rejected > 0 ? 'watched' : 'secured',
      enforcement: {
        effectId: `enforce/${id}/v3`,
        at: since,
        ground: 'zero',
        evidence: zero,
        before: { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' },
        appliedAt: since,
        group: null,
      },
      watch: { readAt: now, rejected, aliveHours: 24 },
    },
  );

/** Ordered to be taken back, and not shown by EC2 yet. */
export const markedBack = (id: string, over: Partial<RollbackMark> = {}): MemberView => {
  const { member, facts } = secured(id, 12);
  const rollback = { effectId: `rollback/${id}/v4`, at: now, by: 'imdsv2-remediator', why: 'Calls failed.', ...over };
  return { facts, member: { ...member, rollback } };
};

export const containerHost = (id = 'i-0000000000000000c'): MemberView =>
  seen({ id, tags: { AmazonECSManaged: '', 'aws:autoscaling:groupName': 'ecs-hosts' } });

export const kase = (stance: Stance, over: Partial<Case> = {}): Case => ({
  id: 'us-east-1/asg:web',
  region: 'us-east-1',
  workload: 'asg:web',
  owner: 'payments',
  version: 4,
  openedAt: since,
  stance,
  hold: null,
  holdDetail: null,
  evidence: used,
  endedUse: null,
  round: 1,
  ticket: { id: 'oi-0123456789ab', openedAt: since, open: true },
  refusals: [],
  newcomers: [],
  rollbacks: 0,
  drifts: [],
  orders: [],
  census: NOBODY,
  imageId: null,
  templateOpen: false,
  outbox: [],
  leaseUntil: null,
  dueAt: null,
  ...over,
});

export const grace = (deadline: Instant | null, missing: string | null = null): Stance => ({
  kind: 'grace',
  since,
  window: parseDuration('P14D'),
  missing,
  noticeAt: deadline === null ? null : since,
  deadline,
  reminded: [],
});
export const excepted: StanceOf<'excepted'> = {
  kind: 'excepted',
  since,
  exceptionIds: ['e-1'],
  until: later('P30D'),
  unneededTold: false,
  reminded: [],
};
export const about: About = {
  exceptionId: 'e-1',
  actor: 'arn:aws:iam::123456789012:user/alice',
  reason: 'the agent is replaced in spring',
  until: later('P30D'),
  via: 'url',
};
export const cleared = (ground: Ground, settledAt: Instant | null = null): Stance => ({
  kind: 'cleared',
  since,
  ground,
  settledAt,
});
export const blocked = (reason: BlockedReason, instanceIds: readonly string[] = ['i-0000000000000000a']): Stance => ({
  kind: 'blocked',
  since,
  reason,
  instanceIds,
  ground: 'grace-ended',
  takeBack: 'nothing',
});

/** Somebody set an instance back, a moment ago. */
export const drift = (over: Partial<Drift> = {}): Drift => ({
  eventId: 'event-1',
  at: now,
  enforcedAt: since,
  instanceId: 'i-0000000000000000a',
  principal: 'arn:aws:iam::123456789012:user/alice',
  tool: 'Terraform',
  what: ['tokens'],
  told: true,
  judged: true,
  ...over,
});

interface Setting {
  readonly case: Case;
  readonly members: readonly MemberView[];
  readonly about?: About;
  readonly detail?: string;
}

/** What each occasion finds, as the decision leaves it. */
export const settings: Readonly<Record<Occasion, Setting>> = {
  'grace-started': { case: kase(grace(null)), members: [seen()] },
  reminder: { case: kase(grace(later('P7D'))), members: [seen()] },
  'grace-ended': { case: kase(cleared('grace-ended')), members: [seen(), seen({ id: 'i-0000000000000000b' })] },
  'use-stopped': { case: kase(cleared('zero'), { evidence: zero }), members: [seen()] },
  excepted: { case: kase(excepted), members: [seen()] },
  'exception-not-needed': { case: kase(excepted, { evidence: zero }), members: [seen()] },
  'exception-ended': { case: kase(grace(null)), members: [seen()] },
  'exception-requested': { case: kase(grace(later('P7D'))), members: [seen()], about },
  'exception-denied': { case: kase(grace(later('P7D'))), members: [seen()], about },
  'exception-expiring': { case: kase(excepted), members: [seen()] },
  blocked: { case: kase(blocked('escalated', [])), members: [seen()] },
  secured: {
    case: kase(cleared('zero', now), { evidence: zero }),
    members: [secured('i-0000000000000000a'), secured('i-0000000000000000b')],
  },
  'rejected-calls': {
    case: kase(blocked('rejected-calls'), { evidence: zero }),
    members: [secured('i-0000000000000000a', 12)],
  },
  'rolling-back': {
    case: kase(blocked('rolling-back'), { evidence: zero, rollbacks: 1 }),
    members: [secured('i-0000000000000000a', 12), secured('i-0000000000000000b')],
  },
  'rollback-refused': {
    case: kase(blocked('rolling-back'), { evidence: zero, rollbacks: 1 }),
    members: [secured('i-0000000000000000a'), markedBack('i-0000000000000000b')],
    detail: 'i-0000000000000000b: UnsupportedOperation',
  },
  'breaker-opened': {
    case: kase(blocked('rolling-back'), { evidence: zero, rollbacks: 1 }),
    members: [secured('i-0000000000000000a', 12)],
    detail: '3 of 40 workloads that were enforced in 1 day were taken back.',
  },
  drifted: {
    case: kase({ kind: 'observing', since }, { evidence: zero }),
    members: [seen()],
    detail: 'arn:aws:iam::123456789012:user/alice did it with Terraform on i-0000000000000000a.',
  },
};

export const everyOccasion = occasions.map((occasion) => ({ occasion, ...settings[occasion] }));

/** Every stance, and every form of it that is told in words of its own: a notice may be sent late. */
export const everyStance: readonly Stance[] = [
  { kind: 'observing', since },
  grace(null),
  grace(null, 'no start could be observed'),
  grace(later('P7D')),
  excepted,
  cleared('zero'),
  cleared('grace-ended'),
  cleared('zero', now),
  ...blockedReasons.map((reason) => blocked(reason)),
  ...closedReasons.map((reason): Stance => ({ kind: 'closed', since, reason })),
];
