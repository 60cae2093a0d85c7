import type { View } from '../../src/decision/view.ts';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { Read } from '../../src/domain/codecs.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { type Member, NOBODY } from '../../src/domain/member.ts';
import { type Controls, type Exception, NO_CALENDAR } from '../../src/domain/permission.ts';
import { DAY, duration, HOUR, instant, minus, parseInstant, plus } from '../../src/domain/time.ts';
import type { Judgement, Verdict } from '../../src/evidence/judge.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { exceptionOf } from '../support/build.ts';
import type { ControlsCase, EvidenceCase, ExceptionCase, Situation, StanceCase } from './table.ts';

export const now = parseInstant('2026-03-20T12:00:00.000Z');
export const id = 'i-0123456789abcdef0';
export const { base: policy } = parsePolicy({});
const caseId = 'us-east-1/asg:orders';
const ago = (days: number) => instant(now - days * DAY);

export const facts = (changed: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id,
  region: 'us-east-1',
  state: 'running',
  launchedAt: ago(30),
  stoppedAt: null,
  imageId: 'ami-0123456789abcdef0',
  launchTemplate: null,
  tags: {},
  zone: 'us-east-1a',
  managedBy: null,
  options: { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' },
  ...changed,
});

export const member = (changed: Partial<Member> = {}): Member => ({
  id,
  caseId,
  version: 3,
  phase: 'optional',
  firstSeenAt: ago(2),
  generation: 'ami-0123456789abcdef0/-/-',
  launchedAt: ago(30),
  goneAt: null,
  use: {
    readAt: now,
    since: ago(14),
    calls: 0,
    lastUse: null,
    firstPoint: ago(14),
    lastPoint: minus(now, HOUR),
    hours: { seen: 336, expected: 336 },
    start: { at: ago(30), seen: true, calls: 0 },
    dormant: false,
  },
  enforcement: null,
  watch: null,
  rollback: null,
  removal: null,
  ...changed,
});

export const evidence = (changed: Partial<Evidence> = {}): Evidence => ({
  state: 'zero',
  reason: null,
  calls: 0,
  lastUse: null,
  window: { start: ago(14), end: now },
  coverage: 1,
  startSeen: ago(30),
  from: [id],
  ...changed,
});

export const kase = (stance: Stance, changed: Partial<Case> = {}): Case => ({
  id: caseId,
  region: 'us-east-1',
  workload: 'asg:orders',
  owner: 'orders-team',
  version: 7,
  openedAt: ago(25),
  stance,
  hold: null,
  holdDetail: null,
  evidence: null,
  endedUse: null,
  round: 1,
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
  dueAt: now,
  ...changed,
});

export const enforcement = (changed: Partial<NonNullable<Member['enforcement']>> = {}) => ({
  effectId: `enforce/${id}/v5`,
  at: ago(1),
  ground: 'zero' as const,
  evidence: evidence(),
  before: facts().options,
  appliedAt: null,
  group: null,
  ...changed,
});

/** A view in which everything is known and one instance is a candidate. */
export function view(changed: Partial<View> = {}): View {
  return {
    now,
    trigger: { kind: 'due', actor: 'sweep' },
    case: kase({ kind: 'observing', since: ago(20) }),
    members: { known: [{ member: member(), facts: facts() }] },
    evidence: { known: judgement({ state: 'zero' }) },
    exceptions: { known: [] },
    controls: { known: free },
    calendar: { known: NO_CALENDAR },
    defaults: { known: { tokens: 'no-preference', tokensEnforced: false, managedBy: 'account' } },
    policy,
    policyHash: 'hash',
    ...changed,
  };
}

export const free: Controls = { paused: null, breaker: null, graceStartsLeft: 25, noLeaveUntil: null };

export function judgement(verdict: Verdict): Judgement {
  const workload =
    verdict.state === 'zero'
      ? evidence()
      : verdict.state === 'used'
        ? evidence({ state: 'used', calls: 12, lastUse: minus(now, HOUR) })
        : evidence({ state: 'unknown', reason: verdict.reason, startSeen: null });
  return { workload, verdicts: new Map([[id, verdict]]) };
}

export const exception: Exception = exceptionOf({
  id: 'exception-1',
  scope: { kind: 'workload', caseId },
  until: plus(now, duration(20 * DAY)),
});

const ticket = { id: 'oi-0123456789ab', openedAt: ago(10), open: true };

/** The view of one situation of the decision table. */
export function viewOf(situation: Situation): View {
  const { kase: asked, member: only, facts: seen } = caseOf(situation.stance);
  const firstSeenAt = situation.evidence === 'unknown for long' ? ago(20) : only.firstSeenAt;
  return view({
    case: asked,
    members: { known: [{ member: { ...only, firstSeenAt }, facts: seen }] },
    evidence: evidenceOf(situation.evidence),
    exceptions: exceptionsOf(situation.exception),
    controls: controlsOf(situation.controls),
    defaults: {
      known: {
        tokens: 'no-preference',
        tokensEnforced: situation.stance === 'blocked: rollback impossible',
        managedBy: 'account',
      },
    },
  });
}

interface Setting {
  readonly kase: Case;
  readonly member: Member;
  readonly facts: InstanceFacts;
}

function caseOf(stance: StanceCase): Setting {
  const since = { since: ago(5) };
  const grace = { kind: 'grace', ...since, window: policy.grace.window, missing: null, reminded: [] } as const;
  const plain = { member: member(), facts: facts() };
  const blocked = (reason: Extract<Stance, { kind: 'blocked' }>['reason'], ground: 'zero' | 'grace-ended') =>
    kase({ kind: 'blocked', ...since, reason, instanceIds: [id], ground, takeBack: 'nothing' }, { ticket });
  switch (stance) {
    case 'observing':
      return { ...plain, kase: kase({ kind: 'observing', ...since }, { round: 0 }) };
    case 'grace, nobody told yet':
      return { ...plain, kase: kase({ ...grace, noticeAt: null, deadline: null }) };
    case 'grace, running':
      return { ...plain, kase: kase({ ...grace, noticeAt: ago(5), deadline: instant(now + 9 * DAY) }, { ticket }) };
    case 'grace, deadline passed':
      return { ...plain, kase: kase({ ...grace, noticeAt: ago(5), deadline: ago(1) }, { ticket }) };
    case 'excepted':
      return {
        ...plain,
        kase: kase({
          kind: 'excepted',
          ...since,
          exceptionIds: [exception.id],
          until: exception.until,
          unneededTold: false,
          reminded: [],
        }),
      };
    case 'cleared on zero':
      return { ...plain, kase: kase({ kind: 'cleared', ...since, ground: 'zero', settledAt: null }) };
    case 'cleared after grace':
      return {
        ...plain,
        kase: kase({ kind: 'cleared', ...since, ground: 'grace-ended', settledAt: null }, { ticket }),
      };
    case 'blocked: escalated':
      return { ...plain, kase: blocked('escalated', 'grace-ended') };
    case 'blocked: container hop limit':
      return {
        ...plain,
        kase: blocked('container-hop-limit', 'grace-ended'),
        facts: facts({ tags: { 'eks:cluster-name': 'main' } }),
      };
    case 'blocked: rollback impossible':
      return { ...plain, kase: blocked('rollback-impossible', 'zero') };
    case 'blocked: modify refused':
      return { ...plain, kase: blocked('modify-refused', 'zero') };
    case 'blocked: not applied':
      return {
        ...plain,
        kase: blocked('not-applied', 'zero'),
        member: member({ phase: 'modifying', enforcement: enforcement() }),
        facts: facts({ options: { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'pending' } }),
      };
    case 'blocked: rejected calls':
      return {
        kase: blocked('rejected-calls', 'zero'),
        member: member({
          phase: 'watched',
          enforcement: enforcement({ appliedAt: ago(1) }),
          watch: { readAt: now, rejected: 3, aliveHours: 5 },
        }),
        facts: facts({ options: { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } }),
      };
    case 'closed':
      return { ...plain, kase: kase({ kind: 'closed', ...since, reason: 'nothing-optional' }, { round: 0 }) };
  }
}

function evidenceOf(each: EvidenceCase): Read<Judgement> {
  switch (each) {
    case 'zero':
    case 'used':
      return { known: judgement({ state: each }) };
    case 'unknown, young':
    case 'unknown for long':
      return { known: judgement({ state: 'unknown', reason: 'no-start-seen' }) };
    case 'unreadable':
      return { unreadable: 'GetMetricData: PartialData' };
  }
}

function exceptionsOf(each: ExceptionCase): Read<readonly Exception[]> {
  switch (each) {
    case 'none':
      return { known: [] };
    case 'active':
      return { known: [exception] };
    case 'unreadable':
      return { unreadable: 'ThrottlingException' };
  }
}

function controlsOf(each: ControlsCase): Read<Controls> {
  const brake = { at: ago(1), actor: 'arn:aws:iam::123456789012:role/operators', reason: 'an incident' };
  switch (each) {
    case 'free':
      return { known: free };
    case 'paused':
      return { known: { ...free, paused: brake } };
    case 'breaker open':
      return { known: { ...free, breaker: brake } };
    case 'unreadable':
      return { unreadable: 'ThrottlingException' };
  }
}
