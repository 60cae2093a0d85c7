import { describe, expect, test } from 'vitest';
import { admit, openCase } from '../../src/decision/admit.ts';
import type { MemberView } from '../../src/decision/view.ts';
import { DAY, HOUR, instant, MINUTE, minus, parseInstant, plus, times } from '../../src/domain/time.ts';
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
    expect(first.outbox.map((effect) => effect.id)).toEqual(['journal/v8', 'ticket/close/v8', 'notify/secured/v8']);
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
  expect(noticesOf('zero')).toEqual(['notify/use-stopped/v8']);
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

describe('where nothing can be decided', () => {
  const unreadable = { unreadable: 'ThrottlingException' };
  test.each([
    ['members', 'facts-unreadable'],
    ['defaults', 'facts-unreadable'],
    ['evidence', 'evidence-unreadable'],
    ['exceptions', 'exceptions-unreadable'],
    ['controls', 'controls-unreadable'],
  ] as const)('because the %s cannot be read, the hold is on record once', (part, hold) => {
    const held = decide(view({ [part]: unreadable }));
    const dueAt = plus(now, times(MINUTE, 15));
    expect(held).toMatchObject({
      reason: `held:${hold}`,
      detail: 'ThrottlingException',
      changed: true,
      claimsGraceStart: false,
      wantsFreshEvidence: false,
      goesOn: false,
      members: part === 'members' ? [] : [member()],
    });
    expect(held.case).toMatchObject({ hold, holdDetail: 'ThrottlingException', dueAt });
    expect(held.case.outbox).toMatchObject([{ kind: 'journal', entry: { hold, effects: [], members: [] } }]);
    const again = decide(view({ [part]: unreadable, case: { ...held.case, outbox: [] } }));
    expect(again).toMatchObject({ changed: false, case: { hold, dueAt, outbox: [] } });
  });

  test('a newcomer is not written yet, so that the look that takes it in puts it on record', () => {
    const known = 'i-00000000000000002';
    const members = {
      known: [member({ version: 0 }), member({ id: known })].map((each) => ({ member: each, facts: facts() })),
    };
    const arriving = kase({ kind: 'observing', since: now }, { newcomers: [id] });
    const held = decide(view({ case: arriving, members, evidence: unreadable }));
    expect(held.members).toEqual([member({ id: known })]);
    expect(held.case.newcomers).toEqual([id]);
    const entry = { members: [{ id, from: '', to: 'optional', why: 'first seen' }] };
    expect(decide(view({ case: arriving, members })).case.outbox[0]).toMatchObject({ kind: 'journal', entry });
  });
});

describe('the journal', () => {
  const journalOf = ({ case: { outbox } }: ReturnType<typeof decide>) =>
    outbox.flatMap((effect) => (effect.kind === 'journal' ? [effect.entry] : []));
  const cleared = kase({ kind: 'cleared', since: now, ground: 'zero', settledAt: null });
  const observing = kase({ kind: 'observing', since: now });
  const young = { evidence: { known: judgement({ state: 'unknown', reason: 'too-young' }) } } as const;

  test('names what was ordered, and every member that moved', () => {
    const decision = decide(
      view({ case: cleared, members: { known: [{ member: member({ version: 0 }), facts: facts() }] } }),
    );
    expect(decision.changed).toBe(true);
    expect(journalOf(decision)).toEqual([
      {
        caseId: cleared.id,
        version: 8,
        at: now,
        trigger: 'due',
        actor: 'sweep',
        fromStance: 'cleared',
        toStance: 'cleared',
        reason: 'enforce',
        detail: 'IMDSv2 is required on 1 instance now.',
        hold: null,
        evidence: evidence(),
        policyHash: 'hash',
        effects: [`enforce/${id}/v8`],
        members: [{ id, from: '', to: 'optional', why: 'first seen' }],
      },
    ]);
  });

  test('names a thousand of them at the most: one item holds no more', () => {
    const known = Array.from({ length: 1100 }, (_, index) => ({ member: member({ id: `i-${index}` }), facts: null }));
    expect(journalOf(decide(view({ case: observing, members: { known }, ...young })))[0]?.members).toHaveLength(1000);
  });

  test.each<[string, object, boolean]>([
    ['nothing', {}, false],
    ['a newcomer that is none of ours', { newcomers: [id] }, true],
    ['a template that is no longer open', { templateOpen: true }, true],
  ])('has an entry or not for %s', (_what, over, written) => {
    const decision = decide(view({ case: { ...observing, ...over }, ...young }));
    expect(decision.changed).toBe(written);
    expect(journalOf(decision)).toHaveLength(written ? 1 : 0);
  });

  test('names an order by itself where nothing follows from it', () => {
    const grace = viewOf({ stance: 'grace, running', evidence: 'used', exception: 'none', controls: 'free' });
    expect(decide({ ...grace, trigger: orderOf({ command: 'revoke' }) }).reason).toBe('operator-revoke');
  });

  test('keeps the last judgement of those who are gone, for it is what the changes rest on', () => {
    const last = evidence({ calls: 7 });
    const secured = {
      member: member({ phase: 'secured', enforcement: enforcement() }),
      facts: facts({ options: required }),
    };
    const judged = (known: object, before: typeof last | null) =>
      decide(view({ case: { ...cleared, evidence: before }, members: { known: [secured] }, evidence: known as never }))
        .case.evidence;
    expect(judged(nobody, last)).toEqual(last);
    expect(judged(nobody, null)).toEqual(nobody.known.workload);
    expect(judged({ known: judgement({ state: 'zero' }) }, last)).toEqual(evidence());
  });
});

describe('what launches the instances is open', () => {
  const decided = (seen: object) =>
    decide(view({ members: { known: [{ member: member(), facts: facts(seen) }] } })).case;
  test.each([
    ['by a launch template', { launchTemplate: { id: 'lt-1', version: '1' } }, true],
    ['by a group', { tags: { 'aws:autoscaling:groupName': 'web' } }, true],
    ['by neither', {}, false],
  ])('%s', (_by, seen, open) => {
    expect(decided(seen).templateOpen).toBe(open);
  });
});

describe('a workload without an instance to decide about', () => {
  const decided = (members: readonly MemberView[], on = kase({ kind: 'observing', since: now })) =>
    decide(view({ case: on, members: { known: members }, evidence: nobody }));
  const left = (days: number | null) => ({
    member: days === null ? member({ phase: 'gone' }) : gone(days),
    facts: null,
  });

  test('stays closed until one allows IMDSv1 again', () => {
    const closed = kase({ kind: 'closed', since: now, reason: 'nothing-optional' });
    const hard = { member: member(), facts: facts({ options: required }) };
    expect(decided([hard], closed)).toMatchObject({
      reason: 'closed:nothing-optional',
      detail: 'Nothing is to be done.',
      changed: false,
    });
    expect(decided([{ member: member(), facts: facts() }], closed).reason).toMatch(/^reopened/);
  });

  test('is empty since the last of its instances went, or since it was opened where nobody knows', () => {
    expect(decided([left(40), left(10)]).case.stance.kind).toBe('observing');
    expect(decided([left(40), left(null)])).toMatchObject({ reason: 'no-members', detail: 'No instance for 30 days.' });
    const opened = (days: number) =>
      decided([left(null)], kase({ kind: 'observing', since: now }, { openedAt: minus(now, times(DAY, days)) }));
    expect([opened(29), opened(30)].map((each) => each.case.stance.kind)).toEqual(['observing', 'closed']);
  });

  test('is not gone before it was ever seen, a single instance too', () => {
    const single = kase({ kind: 'observing', since: now }, { workload: `i:${id}` });
    expect(decided([], single).case.stance.kind).toBe('observing');
    expect(decided([left(1)], single)).toMatchObject({
      reason: 'no-members',
      detail: 'Its one instance is gone and cannot come back.',
    });
  });

  test('has the reason of what is live', () => {
    const managed = { member: member(), facts: facts({ managedBy: 'eks.amazonaws.com' }) };
    const disabled = {
      member: member({ id: 'i-2' }),
      facts: facts({ id: 'i-2', options: { ...facts().options, endpoint: 'disabled' } }),
    };
    const hard = { member: member({ id: 'i-3' }), facts: facts({ id: 'i-3', options: required }) };
    const ended = { member: member({ id: 'i-4' }), facts: facts({ id: 'i-4', state: 'terminated' }) };
    const reasonOf = (...members: MemberView[]) => decided(members).reason;
    expect(reasonOf(managed, disabled, hard)).toBe('endpoint-disabled');
    expect(reasonOf(managed, hard)).toBe('managed');
    expect(reasonOf(hard, ended)).toBe('nothing-optional');
  });

  test.each(['observing', 'grace, running'] as const)('is watched to its end where that was all: %s', (stance) => {
    const on = viewOf({ stance, evidence: 'used', exception: 'none', controls: 'free' }).case;
    const watched = {
      member: member({ phase: 'watched', enforcement: enforcement() }),
      facts: facts({ options: required }),
    };
    const decision = decided([watched], on);
    expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'zero' });
    expect(decision.reason).toBe('nothing-left');
    expect(decision.detail).toBe('Every instance that allowed IMDSv1 is gone or has been changed.');
  });
});
