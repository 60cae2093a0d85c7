import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { briefOf, briefSchema } from '../../src/domain/brief.ts';
import { caseSchema } from '../../src/domain/case.ts';
import { durationCodec, instantCodec } from '../../src/domain/codecs.ts';
import { effectSchema } from '../../src/domain/effect.ts';
import { memberSchema, NOBODY } from '../../src/domain/member.ts';
import { brakeSchema, exceptionSchema } from '../../src/domain/permission.ts';
import { caseOf, NOW } from '../support/build.ts';

/**
 * Items as the table holds them. A later version must read what an earlier one has written: a field or a word that is
 * renamed in a schema is lost in every account, so that these change only together with a migration.
 */
const at = '2026-03-02T09:30:00.000Z';
const id = 'i-0000000000000000a';
const options = { tokens: 'optional', endpoint: 'enabled', hopLimit: 2, state: 'applied' };
const evidence = {
  state: 'used',
  reason: null,
  calls: 3,
  lastUse: at,
  window: { start: '2026-02-16T09:30:00.000Z', end: at },
  coverage: 0.998,
  startSeen: at,
  from: [id],
};
const exception = {
  id: 'e-1',
  version: 1,
  scope: { kind: 'workload', caseId: 'us-east-1/asg:web' },
  status: 'active',
  reason: 'the agent is replaced in spring',
  owner: 'payments',
  via: 'url',
  askedBy: 'alice',
  approvedBy: 'bob',
  until: at,
  history: ['request', 'approve', 'deny', 'revoke'].map((what) => ({
    what,
    at,
    actor: 'alice',
    via: 'chat',
    reason: 'a reason',
  })),
};
const member = {
  id,
  caseId: 'us-east-1/asg:web',
  version: 4,
  phase: 'rolled-back',
  firstSeenAt: at,
  generation: 'ami-0000000000000000a/lt-0123456789abcdef0/3',
  launchedAt: at,
  goneAt: null,
  use: {
    readAt: at,
    since: at,
    calls: 3,
    lastUse: at,
    firstPoint: at,
    lastPoint: null,
    hours: { seen: 334, expected: 335 },
    start: { at, seen: true, calls: 0 },
    dormant: false,
  },
  enforcement: { effectId: 'enforce/1', at, ground: 'zero', evidence, before: options, appliedAt: null, group: 'web' },
  watch: { readAt: at, rejected: 0, aliveHours: 5 },
  rollback: { effectId: 'rollback/1', at, by: 'bob', why: 'checkout is down' },
  removal: { verdict: 'unhealthy', cause: 'a health check' },
};
const waiting = { id: 'effect/1', notBefore: at, tries: 1 };
const about = { exceptionId: 'e-1', actor: 'alice', reason: 'a reason', until: at, via: 'tag' };
const entry = {
  caseId: 'us-east-1/asg:web',
  version: 2,
  at,
  trigger: 'due',
  actor: 'sweep',
  fromStance: 'observing',
  toStance: 'grace',
  reason: 'used',
  detail: '3 calls without a token.',
  hold: null,
  evidence,
  policyHash: 'abc',
  effects: ['ticket/open/v2'],
  members: [{ id, from: '', to: 'optional', why: 'first seen' }],
};
const effects = [
  {
    kind: 'enforce',
    ...waiting,
    instanceId: id,
    ground: 'operator',
    evidence,
    decidedAt: at,
    expects: { launchedAt: at, options },
  },
  { kind: 'rollback', ...waiting, instanceId: id, by: 'bob', why: 'checkout is down' },
  ...['open', 'update', 'close'].map((action) => ({ kind: 'ticket', ...waiting, action })),
  { kind: 'notify', ...waiting, occasion: 'excepted', about, detail: 'A sentence.' },
  { kind: 'ask', ...waiting, exception },
  { kind: 'journal', ...waiting, entry },
];
const stances = [
  { kind: 'observing', since: at },
  { kind: 'grace', since: at, window: 'P14D', missing: 'a start', noticeAt: at, deadline: at, reminded: ['P7D'] },
  { kind: 'excepted', since: at, exceptionIds: ['e-1'], until: at, unneededTold: true, reminded: ['P7D', 'P1D'] },
  { kind: 'cleared', since: at, ground: 'grace-ended', settledAt: at },
  ...['nothing', 'watched', 'all'].map((takeBack) => ({
    kind: 'blocked',
    since: at,
    reason: 'escalated',
    instanceIds: [id],
    ground: null,
    takeBack,
  })),
  { kind: 'closed', since: at, reason: 'no-members' },
];
/** As the first version wrote it: without what has a default since. */
const first = {
  id: 'us-east-1/asg:web',
  region: 'us-east-1',
  workload: 'asg:web',
  owner: null,
  version: 2,
  openedAt: at,
  stance: stances[0],
  hold: 'paused',
  holdDetail: 'a release',
  evidence,
  endedUse: at,
  round: 1,
  ticket: { id: 'oi-1', openedAt: at, open: true },
  refusals: [{ effectId: 'enforce/1', instanceId: id, at, reason: 'UnauthorizedOperation' }],
  newcomers: [id],
  outbox: [],
  leaseUntil: at,
  dueAt: null,
};
const order = {
  kind: 'operator',
  id: 'order-1',
  at,
  actor: 'bob',
  via: 'url',
  command: 'approve',
  reason: 'agreed',
  instanceId: id,
  exception: { id: 'e-1', until: at },
};
const drift = {
  eventId: 'e-1',
  at,
  enforcedAt: at,
  instanceId: id,
  principal: 'deployer',
  tool: 'Terraform',
  what: ['tokens', 'hop-limit', 'endpoint'],
  told: true,
  judged: false,
};
const kase = {
  ...first,
  outbox: effects,
  rollbacks: 1,
  orders: [order],
  drifts: [drift],
  census: { optional: 1, modifying: 2, watched: 3, secured: 4, 'rolled-back': 5, gone: 6 },
  imageId: 'ami-0000000000000000a',
  templateOpen: true,
};

function expectBack(schema: z.ZodMiniType, item: unknown): void {
  expect(z.encode(schema, schema.parse(item))).toEqual(item);
}

describe('what is stored comes back as it is', () => {
  test.each(stances)('of a case: $kind', (stance) => {
    expectBack(caseSchema, { ...kase, stance });
  });

  test.each(effects)('of an effect: $kind', (effect) => {
    expectBack(effectSchema, effect);
  });

  test.each(['zero', 'used', 'unknown'])('of a member, whose evidence was %s', (state) => {
    expectBack(memberSchema, { ...member, enforcement: { ...member.enforcement, evidence: { ...evidence, state } } });
  });

  test.each(['unknown', 'other'])('of a member of which its group said: %s', (verdict) => {
    expectBack(memberSchema, { ...member, removal: { verdict, cause: 'a refresh' } });
  });

  test('of a member whose options had another value each', () => {
    const before = { tokens: 'required', endpoint: 'disabled', hopLimit: 1, state: 'pending' };
    expectBack(memberSchema, { ...member, enforcement: { ...member.enforcement, before } });
  });

  test.each([
    exception.scope,
    { kind: 'instance', region: 'us-east-1', instanceId: id },
    { kind: 'tag', key: 'Stage', value: 'legacy' },
  ])('of an exception for $kind', (scope) => {
    expectBack(exceptionSchema, { ...exception, scope });
  });

  test('of a brake', () => {
    expectBack(brakeSchema, { at, actor: 'bob', reason: 'a release' });
  });

  test.each(['zero', 'used', 'unknown'])('of a brief: %s', (state) => {
    expectBack(briefSchema, { ...z.encode(briefSchema, briefOf(caseOf())), evidence: state });
  });
});

test('what the first version wrote is read with what has come since', () => {
  expect(caseSchema.parse(first)).toMatchObject({
    rollbacks: 0,
    orders: [],
    drifts: [],
    census: NOBODY,
    imageId: null,
    templateOpen: false,
  });
  const blocked = { kind: 'blocked', since: at, reason: 'escalated', instanceIds: [], ground: null };
  expect(caseSchema.parse({ ...first, stance: blocked }).stance).toMatchObject({ takeBack: 'nothing' });
  const excepted = { kind: 'excepted', since: at, exceptionIds: [], until: at, unneededTold: false };
  expect(caseSchema.parse({ ...first, stance: excepted }).stance).toMatchObject({ reminded: [] });
});

test('a moment that is none is never stored: null would become 1970', () => {
  expect(z.encode(instantCodec, NOW)).toBe(at);
  expect(() => z.encode(instantCodec, null as never)).toThrow();
  expect(() => z.encode(durationCodec, null as never)).toThrow();
});
