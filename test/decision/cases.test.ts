import { describe, expect, test } from 'vitest';
import { admit, openCase } from '../../src/decision/admit.ts';
import { DAY, HOUR, instant, minus, parseInstant, plus, times } from '../../src/domain/time.ts';
import { orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import {
  enforcement,
  evidence,
  facts,
  free,
  id,
  judgement,
  kase,
  member,
  now,
  policy,
  view,
  viewOf,
} from './situation.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const nobody = { known: { workload: evidence({ state: 'unknown', reason: 'no-members' }), verdicts: new Map() } };
const gone = (days: number) => member({ phase: 'gone', goneAt: minus(now, times(DAY, days)) });

describe('a case with nothing to do', () => {
  test.each([
    ['all are required by somebody else', facts({ options: required }), 'nothing-optional'],
    ['a service manages what is left', facts({ managedBy: 'eks.amazonaws.com' }), 'managed'],
    ['the endpoint is disabled', facts({ options: { ...facts().options, endpoint: 'disabled' } }), 'endpoint-disabled'],
  ])('is closed when %s', (_name, seen, reason) => {
    const { stance } = decide(view({ members: { known: [{ member: member(), facts: seen }] }, evidence: nobody })).case;
    expect(stance).toMatchObject({ kind: 'closed', reason });
  });

  test('waits 30 days for a workload that has scaled to zero', () => {
    const empty = (days: number) =>
      decide(view({ members: { known: [{ member: gone(days), facts: null }] }, evidence: nobody })).case.stance.kind;
    expect(empty(29)).toBe('observing');
    expect(empty(30)).toBe('closed');
  });

  test('is closed at once when a single instance is gone, with its ticket', () => {
    const single = kase(
      { kind: 'observing', since: now },
      { workload: `i:${id}`, ticket: { id: 'oi-1', openedAt: now, open: true } },
    );
    const decision = decide(
      view({ case: single, members: { known: [{ member: gone(0), facts: null }] }, evidence: nobody }),
    );
    expect(decision.case.stance.kind).toBe('closed');
    expect(decision.case.outbox.map((effect) => effect.id)).toContain('ticket/close/v8');
  });

  test('reminds nobody of what is gone, and keeps the deadline', () => {
    const deadline = plus(now, HOUR);
    const grace = kase({
      kind: 'grace',
      since: now,
      window: policy.grace.window,
      missing: null,
      noticeAt: now,
      deadline,
      reminded: [],
    });
    const decision = decide(
      view({ case: grace, members: { known: [{ member: gone(1), facts: null }] }, evidence: nobody }),
    );
    expect(decision.case.stance).toMatchObject({ kind: 'grace', deadline });
    expect(decision.case.outbox).toEqual([]);
  });
});

describe('a case whose members are all changed', () => {
  const secured = member({
    phase: 'secured',
    enforcement: enforcement({ appliedAt: minus(now, DAY) }),
    watch: { readAt: now, rejected: 0, aliveHours: 24 },
  });
  const cleared = kase(
    { kind: 'cleared', since: now, ground: 'grace-ended', settledAt: null },
    { ticket: { id: 'oi-1', openedAt: now, open: true } },
  );
  const known = { members: { known: [{ member: secured, facts: facts({ options: required }) }] }, evidence: nobody };

  test('closes its ticket and says so once', () => {
    const first = decide(view({ ...known, case: cleared })).case;
    expect(first.outbox.map((effect) => effect.id)).toEqual(['journal/v8', 'ticket/close/v8', 'notify/secured/r1']);
    expect(decide(view({ ...known, case: { ...first, outbox: [] } })).case.outbox).toEqual([]);
  });

  test('is looked at weekly', () => {
    const settled = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: now });
    const { dueAt } = decide(view({ ...known, case: settled })).case;
    expect(dueAt).toBeGreaterThan(plus(now, times(DAY, 6)));
  });

  test('is blocked, loudly, by a call that is rejected weeks later', () => {
    const late = { ...secured, watch: { readAt: now, rejected: 2, aliveHours: 24 } };
    const decision = decide(
      view({ ...known, case: cleared, members: { known: [{ member: late, facts: facts({ options: required }) }] } }),
    );
    expect(decision.case.stance).toMatchObject({ kind: 'blocked', reason: 'rejected-calls', instanceIds: [id] });
    expect(decision.case.outbox.map((effect) => effect.id)).toContain('notify/rejected-calls/v8');
  });
});

describe('what an operator orders', () => {
  test('goes through the same decision, and the journal says who and why', () => {
    const blocked = kase({
      kind: 'blocked',
      since: now,
      reason: 'escalated',
      instanceIds: [],
      ground: 'grace-ended',
      takeBack: 'nothing',
    });
    const trigger = orderOf();
    const decision = decide(view({ case: blocked, trigger, evidence: { known: judgement({ state: 'used' }) } }));
    expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'operator' });
    expect(decision.case.outbox[0]).toMatchObject({
      entry: { actor: trigger.actor, toStance: 'cleared', reason: 'operator-enforce, enforce' },
    });
    expect(decision.detail).toContain('agreed with the owner');
  });
});

test.each(['modify refused', 'rejected calls', 'escalated'] as const)('an order goes past a block: %s', (reason) => {
  const blocked = viewOf({ stance: `blocked: ${reason}`, evidence: 'used', exception: 'none', controls: 'free' });
  const refusal = { effectId: 'enforce/x', instanceId: id, at: now, reason: 'UnauthorizedOperation' };
  const trigger = orderOf();
  const decision = decide({ ...blocked, trigger, case: { ...blocked.case, refusals: [refusal, refusal] } });
  expect(decision.case).toMatchObject({ stance: { kind: 'cleared', ground: 'operator' }, refusals: [] });
});

describe('a region that takes nothing back', () => {
  test.each([
    [{ tokens: 'no-preference', tokensEnforced: true, managedBy: 'account' }],
    [{ tokens: 'no-preference', tokensEnforced: false, managedBy: 'declarative-policy' }],
  ] as const)('blocks enforcement on zero: %o', (defaults) => {
    expect(decide(view({ defaults: { known: defaults } })).case.stance).toMatchObject({
      kind: 'blocked',
      reason: 'rollback-impossible',
    });
  });

  test('holds everything while it cannot be read', () => {
    expect(decide(view({ defaults: { unreadable: 'RequestLimitExceeded' } })).case.hold).toBe('facts-unreadable');
  });
});

describe('a container host that is used at hop limit 1', () => {
  const tags = { 'eks:cluster-name': 'main', 'eks:nodegroup-name': 'blue' };
  const over = kase({
    kind: 'grace',
    since: now,
    window: policy.grace.window,
    missing: null,
    noticeAt: now,
    deadline: minus(now, HOUR),
    reminded: [],
  });
  const used = { known: judgement({ state: 'used' }) };
  const at = (hopLimit: number, changed = {}) =>
    decide(
      view({
        case: over,
        evidence: used,
        members: { known: [{ member: member(), facts: facts({ tags, options: { ...facts().options, hopLimit } }) }] },
        ...changed,
      }),
    ).case.stance;

  test('is blocked at the deadline', () => {
    expect(at(1)).toMatchObject({ kind: 'blocked', reason: 'container-hop-limit', instanceIds: [id] });
  });

  test('is enforced like any other once the limit is 2', () => {
    expect(at(2)).toMatchObject({ kind: 'cleared', ground: 'grace-ended' });
  });

  test('is enforced where policy raises the limit', () => {
    const raising = { ...policy, enforcement: { ...policy.enforcement, hopLimit: 'raise-for-containers' as const } };
    expect(at(1, { policy: raising })).toMatchObject({ kind: 'cleared', ground: 'grace-ended' });
  });
});

describe('admission', () => {
  const young = facts({ id: 'i-00000000000000002', launchedAt: minus(now, HOUR) });

  test('opens a case that is looked at when the first hour can be seen', () => {
    const opened = openCase({
      caseId: 'us-east-1/asg:orders',
      region: 'us-east-1',
      owner: null,
      instances: [young],
      why: 'launched',
      now,
    });
    expect(opened).toMatchObject({
      version: 1,
      workload: 'asg:orders',
      newcomers: [young.id],
      dueAt: instant(now + 10 * 60_000),
    });
    expect(opened.outbox).toMatchObject([{ kind: 'journal', entry: { trigger: 'launched', reason: 'opened' } }]);
  });

  test('adds only what is not known, and brings the look forward', () => {
    const waiting = kase({ kind: 'observing', since: now }, { dueAt: plus(now, DAY) });
    const admitted = admit(waiting, [member()], [facts(), young], now);
    expect(admitted).toMatchObject({ newcomers: [young.id], dueAt: instant(now + 10 * 60_000) });
    expect(admit(waiting, [member()], [facts()], now)).toBe(waiting);
  });

  test('wakes a case that thought otherwise', () => {
    const closed = kase({ kind: 'closed', since: now, reason: 'nothing-optional' }, { dueAt: null });
    expect(admit(closed, [member()], [facts()], now).dueAt).toBe(now);
    const settled = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: now }, { dueAt: plus(now, DAY) });
    expect(admit(settled, [member({ phase: 'secured' })], [facts()], now).dueAt).toBe(now);
  });

  test('leaves the lease of whoever is at work alone', () => {
    const leased = kase({ kind: 'observing', since: now }, { leaseUntil: plus(now, HOUR), dueAt: plus(now, HOUR) });
    expect(admit(leased, [], [young], now).dueAt).toBe(plus(now, HOUR));
  });
});

test('a notice that nobody could be sent is dropped once the case has moved on', () => {
  const grace = kase({
    kind: 'grace',
    since: now,
    window: policy.grace.window,
    missing: null,
    noticeAt: null,
    deadline: null,
    reminded: [],
  });
  const owed = {
    kind: 'notify',
    id: 'notify/grace-started/r1',
    occasion: 'grace-started',
    about: null,
    detail: null,
    notBefore: plus(now, HOUR),
    tries: 3,
  } as const;
  const noticesOf = (state: 'zero' | 'used') =>
    decide(view({ case: { ...grace, outbox: [owed] }, evidence: { known: judgement({ state }) } }))
      .case.outbox.filter(({ kind }) => kind === 'notify')
      .map((effect) => effect.id);
  expect(noticesOf('used')).toEqual([owed.id]);
  expect(noticesOf('zero')).toEqual(['notify/use-stopped/r1']);
});

describe('a newcomer', () => {
  const second = 'i-00000000000000002';
  const arriving = kase({ kind: 'observing', since: now }, { newcomers: [id, second] });
  const unsaved = { member: member({ version: 0 }), facts: facts() };

  test('is kept on the case until its member item is written, so that a crash does not lose it', () => {
    const first = decide(view({ case: arriving, members: { known: [unsaved] } }));
    expect(first.case.newcomers).toEqual([id]);
    const next = decide(view({ case: first.case, members: { known: [{ member: member(), facts: facts() }] } }));
    expect(next.case.newcomers).toEqual([]);
  });

  test('is dropped when it turns out not to be ours', () => {
    expect(decide(view({ case: { ...arriving, newcomers: [second] } })).case.newcomers).toEqual([]);
  });

  test('waits for another look when thousands come at once', () => {
    const many = Array.from({ length: 1200 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    expect(decide(view({ case: { ...arriving, newcomers: many } })).case.newcomers).toEqual(many.slice(500));
  });
});

test('a case for which no grace start is left waits for the next day, and says so once', () => {
  const controls = { known: { ...free, graceStartsLeft: 0 } };
  const evidence = { known: judgement({ state: 'used' }) };
  const first = decide(view({ controls, evidence }));
  expect(first.case).toMatchObject({
    hold: 'grace-starts-used-up',
    stance: { kind: 'observing' },
    dueAt: parseInstant('2026-03-21T00:00:00.000Z'),
  });
  expect(decide(view({ controls, evidence, case: { ...first.case, outbox: [] } })).changed).toBe(false);
});
