import { describe, expect, test } from 'vitest';
import { admitDrift } from '../../src/decision/drift.ts';
import { release } from '../../src/decision/record.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { Drift } from '../../src/domain/drift.ts';
import type { Effect } from '../../src/domain/effect.ts';
import type { Member } from '../../src/domain/member.ts';
import { DAY, HOUR, instant, MINUTE, minus, plus, times } from '../../src/domain/time.ts';
import type { LoosenedTrigger } from '../../src/domain/trigger.ts';
import { memberUse, orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { enforcement, exception, facts, id, judgement, kase, member, now, policy, view } from './situation.ts';

const other = 'i-0123456789abcdef1';
const deployer = 'arn:aws:sts::123456789012:assumed-role/deployer';
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const ago = (hours: number) => minus(now, times(HOUR, hours));
const cleared = (ground: 'zero' | 'grace-ended' | 'operator' = 'zero'): Stance => ({
  kind: 'cleared',
  since: ago(50),
  ground,
  settledAt: ago(20),
});

/** Required by us a day ago. */
const secured = (more: Partial<Member> = {}): Member =>
  member({
    phase: 'secured',
    enforcement: enforcement({ at: ago(24), appliedAt: ago(24) }),
    watch: { readAt: ago(1), rejected: 0, aliveHours: 24 },
    ...more,
  });
const open = (more: Partial<Member> = {}): MemberView => ({
  member: secured(more),
  facts: facts({ id: more.id ?? id }),
});
const kept = (more: Partial<Member> = {}): MemberView => ({
  member: secured(more),
  facts: facts({ id: more.id ?? id, options: required }),
});

const change = (more: Partial<LoosenedTrigger> = {}): LoosenedTrigger => ({
  kind: 'loosened',
  region: 'us-east-1',
  instanceId: id,
  eventId: 'e-1',
  at: ago(0.1),
  principal: deployer,
  tool: 'Terraform',
  what: ['tokens'],
  ...more,
});

const drift = (more: Partial<Drift> = {}): Drift => ({
  eventId: 'e-1',
  at: ago(0.1),
  enforcedAt: ago(24),
  instanceId: id,
  principal: deployer,
  tool: 'Terraform',
  what: ['tokens'],
  told: false,
  judged: false,
  ...more,
});

/** Of the days before, taken up and told. */
const earlier = (more: Partial<Drift> = {}): Drift =>
  drift({ eventId: 'e-0', at: ago(48), enforcedAt: ago(72), told: true, judged: true, ...more });

interface Scene extends Partial<Omit<Parameters<typeof view>[0] & object, 'members'>> {
  readonly stance?: Stance;
  readonly members?: readonly MemberView[];
}

const decideOn = (drifts: readonly Drift[], { stance = cleared(), members = [open()], ...more }: Scene = {}) =>
  decide(view({ case: kase(stance, { drifts }), members: { known: members }, ...more }));
const noticesOf = ({ case: { outbox } }: { case: Case }) => outbox.filter((effect) => effect.kind === 'notify');
const kindsOf = ({ case: { outbox } }: { case: Case }): Effect['kind'][] => outbox.map(({ kind }) => kind);

describe('what is put on record of a change', () => {
  const closed = kase({ kind: 'closed', since: ago(1), reason: 'nothing-optional' }, { dueAt: null });
  const admitted = (before: Member | undefined, over: Partial<LoosenedTrigger> = {}, on = kase(cleared())) =>
    admitDrift(on, before, change(over), now);

  test.each(['modifying', 'watched', 'secured'] as const)(
    'is who loosened what was %s, and the case is due',
    (phase) => {
      const later = kase(cleared(), { dueAt: plus(now, DAY) });
      expect(admitted(secured({ phase }), {}, later)).toEqual({ ...later, drifts: [drift()], dueAt: now });
    },
  );

  test.each<[string, Member | undefined, Partial<LoosenedTrigger>]>([
    ['what was never required', member(), {}],
    ['what is not known yet', undefined, {}],
    ['what is gone', member({ phase: 'gone' }), {}],
    ['what was required only after it', secured(), { at: ago(25) }],
    ['what has no change on record', secured({ enforcement: null }), {}],
    ['what we ourselves are taking back', secured({ rollback: { effectId: 'x', at: now, by: 'a', why: 'b' } }), {}],
  ])('is nothing about %s', (_name, before, over) => {
    const found = kase(cleared());
    expect(admitted(before, over, found)).toBe(found);
  });

  test('is who loosened it at the very moment from which it was kept', () => {
    expect(admitted(secured(), { at: ago(24) }).drifts).toEqual([drift({ at: ago(24) })]);
    const known = kase(cleared(), { drifts: [drift({ eventId: 'e-0', at: ago(24) })] });
    expect(admitted(secured(), {}, known)).toBe(known);
  });

  test('puts no look off, and makes nothing due that it is not about', () => {
    const soon = kase(cleared(), { dueAt: ago(1) });
    expect(admitted(secured(), {}, soon).dueAt).toBe(ago(1));
    for (const found of [kase(cleared(), { dueAt: null }), { ...closed, dueAt: plus(now, DAY) }])
      expect(admitted(member(), {}, found)).toBe(found);
  });

  test('makes a closed case due all the same: something may be to be done again', () => {
    expect(admitted(member(), {}, closed)).toEqual({ ...closed, dueAt: now });
  });

  test('is nothing the second time that the event comes, or that the open instance is opened', () => {
    const once = admitted(secured());
    expect(admitDrift(once, secured(), change({ at: now }), now)).toBe(once);
    expect(admitDrift(once, secured(), change({ eventId: 'e-2', at: now }), now)).toBe(once);
    const more = admitDrift(once, secured(), change({ eventId: 'e-3', at: now, what: ['tokens', 'hop-limit'] }), now);
    expect(more.drifts).toHaveLength(2);
    const over = { ...closed, drifts: once.drifts };
    expect(admitted(member(), {}, over)).toBe(over);
  });

  test('is who it was, where the change itself was seen before', () => {
    const seen = drift({ eventId: 'seen', at: ago(0), principal: null, tool: null, told: true, judged: true });
    const before = kase(cleared(), { drifts: [seen] });
    expect(admitted(member(), {}, before).drifts).toEqual([drift({ judged: true })]);
    for (const at of [seen.enforcedAt, seen.at])
      expect(admitted(member(), { at }, before).drifts).toEqual([drift({ at, judged: true })]);
    const another = earlier({ instanceId: other });
    const both = kase(cleared(), { drifts: [another, seen] });
    expect(admitted(member(), {}, both).drifts).toEqual([another, drift({ judged: true })]);
    const named = kase(cleared(), { drifts: [{ ...seen, principal: deployer }] });
    expect(admitted(member(), {}, named)).toBe(named);
    expect(admitted(member(), { at: ago(25) }, before)).toBe(before);
    expect(admitted(member(), { at: plus(now, MINUTE) }, before)).toBe(before);
    expect(admitted(member(), { what: ['hop-limit'] }, before)).toBe(before);
    expect(admitted(member({ id: other }), { instanceId: other }, before)).toBe(before);
  });

  test('waits for the end of a lease, and is not forgotten by it', () => {
    const leased = kase(cleared(), { leaseUntil: plus(now, MINUTE), dueAt: plus(now, MINUTE) });
    const waiting = admitted(secured(), {}, leased);
    expect(waiting.dueAt).toBe(leased.leaseUntil);
    const later = { ...waiting, dueAt: plus(now, DAY) };
    expect(release(later, policy, now).dueAt).toBe(now);
    expect(release({ ...closed, drifts: waiting.drifts }, policy, now).dueAt).toBe(now);
    expect(release({ ...later, drifts: [earlier()] }, policy, now).dueAt).toBe(plus(now, DAY));
    expect(release({ ...later, drifts: [drift({ principal: null })] }, policy, now).dueAt).toBe(plus(now, DAY));
  });

  test('are the latest twenty', () => {
    const drifts = Array.from({ length: 20 }, (_, n) => earlier({ eventId: `e-old-${n}` }));
    const found = admitted(secured(), {}, kase(cleared(), { drifts }));
    expect(found.drifts.map(({ eventId }) => eventId)).toEqual([...drifts.slice(1).map((each) => each.eventId), 'e-1']);
  });
});

describe('the first time, people are told', () => {
  test.each(['zero', 'grace-ended', 'operator'] as const)('and what was cleared as %s is judged anew', (ground) => {
    const decision = decideOn([drift()], {
      stance: cleared(ground),
      evidence: { known: judgement({ state: 'used' }) },
    });
    expect(decision.case).toMatchObject({ stance: { kind: 'grace' }, drifts: [{ told: true, judged: true }] });
    expect(noticesOf(decision)).toMatchObject([
      {
        occasion: 'drifted',
        detail: `${deployer} set tokens back to optional on ${id} with Terraform.`,
      },
      { occasion: 'grace-started' },
    ]);
  });

  test('and on zero evidence it is required again', () => {
    const decision = decideOn([drift()]);
    expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'zero', since: now });
    expect(kindsOf(decision)).toEqual(['journal', 'notify', 'enforce']);
    expect(decision.reason).toBe('drifted, zero, enforce');
  });

  test('and a ticket that was closed is opened again', () => {
    const ticket = { id: 'oi-1', openedAt: ago(90), open: false };
    const decision = decide(
      view({ case: kase(cleared(), { drifts: [drift()], ticket }), members: { known: [open()] } }),
    );
    expect(decision.case.outbox.filter(({ kind }) => kind === 'ticket')).toMatchObject([{ action: 'update' }]);
  });

  test('and nothing more is done where tokens stay required', () => {
    for (const what of [['hop-limit'], ['endpoint']] as const) {
      const decision = decideOn([drift({ what })], { members: [kept()] });
      expect(decision.case).toMatchObject({ stance: cleared(), drifts: [{ told: true, judged: false }] });
      expect(noticesOf(decision)).toMatchObject([{ occasion: 'drifted' }]);
      expect(noticesOf(decide({ ...view(), case: decision.case, members: { known: [kept()] } }))).toHaveLength(1);
    }
  });

  test('in one notice, however many instances it was', () => {
    const drifts = Array.from({ length: 5 }, (_, n) =>
      drift({ eventId: `e-${n}`, instanceId: `i-0000000000000000${n}`, what: ['tokens', 'hop-limit'], tool: null }),
    );
    const decision = decideOn(drifts, { members: [kept()] });
    expect(noticesOf(decision)).toMatchObject([
      {
        detail: [
          ...drifts
            .slice(0, 3)
            .map(
              (each) => `${deployer} set tokens back to optional and set a hop limit above 1 on ${each.instanceId}.`,
            ),
          'And 2 more.',
        ].join(' '),
      },
    ]);
  });

  test.each<[string, Stance]>([
    [
      'a grace window',
      {
        kind: 'grace',
        since: ago(9),
        window: times(DAY, 14),
        missing: null,
        noticeAt: ago(9),
        deadline: plus(now, DAY),
        reminded: [times(DAY, 7), DAY],
      },
    ],
    [
      'what is blocked',
      {
        kind: 'blocked',
        since: ago(9),
        reason: 'escalated',
        instanceIds: [],
        ground: 'grace-ended',
        takeBack: 'nothing',
      },
    ],
  ])('and %s goes on', (_name, stance) => {
    const evidence = { known: judgement({ state: 'used' }) };
    const decision = decideOn([drift()], { stance, evidence });
    expect(decision.case).toMatchObject({ stance, drifts: [{ told: true }] });
  });

  test('once: what is only to be judged anew is judged without a word', () => {
    const evidence = { known: judgement({ state: 'unknown', reason: 'too-young' } as const) };
    const ticket = { id: 'oi-1', openedAt: ago(90), open: true };
    const drifts = [drift({ told: true })];
    const judged = decideOn(drifts, { evidence, case: kase(cleared(), { drifts, ticket }) });
    expect(judged.case).toMatchObject({ stance: { kind: 'observing' }, drifts: [{ told: true, judged: true }] });
    expect(judged.detail).toBe(`${deployer} set tokens back to optional on ${id} with Terraform.`);
    expect(kindsOf(judged)).toEqual(['journal']);
    const observing: Stance = { kind: 'observing', since: ago(9) };
    const observed = decideOn(drifts, { evidence, case: kase(observing, { drifts, ticket }) });
    expect(observed).toMatchObject({ reason: 'unknown:too-young', case: { stance: observing } });
    expect(kindsOf(observed)).toEqual(['journal']);
  });

  test('and an operator’s earlier word, or a later clearing by evidence, stands for nothing', () => {
    const unknown = { known: judgement({ state: 'unknown', reason: 'too-young' }) };
    const judged = (stance: Stance, at: Drift['at']) => decideOn([drift({ at })], { stance, evidence: unknown }).case;
    const since = { since: ago(0.1) };
    expect(judged({ ...cleared('operator'), ...since } as Stance, ago(0.1)).stance.kind).toBe('cleared');
    expect(judged({ ...cleared('operator'), ...since } as Stance, ago(0.05)).stance.kind).toBe('observing');
    expect(judged({ ...cleared('zero'), ...since } as Stance, ago(0.2)).stance.kind).toBe('observing');
  });

  test('but an operator who orders enforcement has the last word on what was before', () => {
    const trigger = orderOf();
    for (const drifts of [[drift()], [earlier(), drift()]]) {
      const decision = decideOn(drifts, { trigger });
      expect(decision.case.stance).toMatchObject({ kind: 'cleared', ground: 'operator' });
      expect(noticesOf(decision)).toMatchObject([{ occasion: 'drifted' }]);
    }
  });
});

describe('the second time by the same principal', () => {
  test.each<[string, Drift, MemberView]>([
    ['on the same instance', earlier(), open()],
    ['on another', earlier({ instanceId: other }), open()],
    [
      'within the hour, after it was required again',
      earlier({ at: ago(0.5) }),
      open({ enforcement: enforcement({ at: ago(0.3) }) }),
    ],
    ['an hour later to the minute', earlier({ at: ago(1.1), enforcedAt: ago(24) }), open()],
    ['though both were required for long', earlier({ instanceId: other, at: ago(30), enforcedAt: ago(40) }), open()],
  ])('%s people decide: blocked, with a ticket and who it was', (_name, before, seen) => {
    const enforcedAt = seen.member.enforcement?.at ?? now;
    const decision = decideOn([before, drift({ enforcedAt })], { members: [seen] });
    expect(decision.case.stance).toMatchObject({
      kind: 'blocked',
      reason: 'drift-fought',
      instanceIds: [id],
      ground: 'zero',
    });
    expect(decision.case.outbox).toMatchObject([
      { kind: 'journal' },
      { kind: 'notify', occasion: 'drifted', detail: expect.stringContaining(deployer) },
      { kind: 'ticket', action: 'open' },
      { kind: 'notify', occasion: 'blocked' },
    ]);
    expect(decision.detail).toMatch(/not the first time/);
  });

  test.each<[string, Drift]>([
    ['90 days and more ago', earlier({ at: minus(now, times(DAY, 90)) })],
    ['by somebody else', earlier({ principal: 'arn:aws:iam::123456789012:user/sam' })],
    ['of the hop limit', earlier({ what: ['hop-limit'] })],
    ['of the same run over a group', earlier({ instanceId: other, at: ago(1), enforcedAt: ago(30) })],
  ])('does not count one %s', (_name, before) => {
    const decision = decideOn([before, drift()]);
    expect(decision.case.stance.kind).toBe('cleared');
  });

  test('counts in the order in which it was done', () => {
    expect(decideOn([drift(), earlier()]).case.stance).toMatchObject({ reason: 'drift-fought' });
    const run = [drift(), earlier({ instanceId: other, at: ago(0.2), enforcedAt: ago(24) })];
    expect(decideOn(run).case.stance.kind).toBe('cleared');
    const required_ = drift({ enforcedAt: ago(0.2) });
    const atOnce = [earlier({ at: ago(0.2) }), required_];
    expect(decideOn(atOnce).case.stance.kind).toBe('cleared');
  });

  const unnamed = { principal: null, tool: null };
  test.each<[string, Drift, Drift]>([
    ['both', earlier(unnamed), drift({ ...unnamed, at: ago(1) })],
    ['the first', earlier(unnamed), drift()],
    ['the second', earlier(), drift({ ...unnamed, at: ago(1) })],
  ])('may be by whoever is not known: %s', (_which, before, after) => {
    expect(decideOn([before, after]).case.stance).toMatchObject({ reason: 'drift-fought' });
  });

  test('is not there after one by nobody that is known', () => {
    const decision = decideOn([drift({ ...unnamed, at: ago(1) })]);
    expect(decision.case.stance.kind).toBe('cleared');
    expect(noticesOf(decision)).toMatchObject([{ detail: `Somebody set tokens back to optional on ${id}.` }]);
  });

  test('counts when EC2 shows it, and what was told of before is not told again', () => {
    const decision = decideOn([earlier(), drift({ told: true })]);
    expect(decision.case.stance).toMatchObject({ reason: 'drift-fought' });
    expect(noticesOf(decision)).toMatchObject([{ occasion: 'blocked' }]);
    expect(kindsOf(decision)).toEqual(['journal', 'ticket', 'notify']);
  });

  test('is over once people have decided: it does not count against the next', () => {
    const before = [earlier({ at: ago(72), enforcedAt: ago(96) }), earlier()];
    const sam = drift({ principal: 'arn:aws:iam::123456789012:user/sam' });
    expect(decideOn([...before, sam]).case.stance.kind).toBe('cleared');
  });

  test('is only told where it is required again already', () => {
    expect(decideOn([earlier(), drift()], { members: [kept()] }).case.stance).toEqual(cleared());
  });

  test.each<[string, Stance, boolean]>([
    [
      'whoever has an exception',
      {
        kind: 'excepted',
        since: ago(9),
        exceptionIds: ['exception-1'],
        until: plus(now, times(DAY, 20)),
        unneededTold: true,
        reminded: [],
      },
      false,
    ],
    [
      'what is being taken back',
      {
        kind: 'blocked',
        since: ago(9),
        reason: 'second-rollback',
        instanceIds: [id],
        ground: 'zero',
        takeBack: 'nothing',
      },
      false,
    ],
    ...(['rolling-back', 'drift-fought'] as const).map((reason): [string, Stance, boolean] => [
      `what is blocked as ${reason}`,
      { kind: 'blocked', since: ago(9), reason, instanceIds: [other], ground: 'zero', takeBack: 'nothing' },
      false,
    ]),
    [
      'where calls were rejected, on whoever’s word it had been cleared',
      {
        kind: 'blocked',
        since: ago(0),
        reason: 'rejected-calls',
        instanceIds: [id],
        ground: 'operator',
        takeBack: 'nothing',
      },
      true,
    ],
    ['what is observed', { kind: 'observing', since: ago(9) }, true],
  ])('blocks %s: %j %j', (_name, stance, blocks) => {
    const exceptions = { known: stance.kind === 'excepted' ? [exception] : [] };
    const kept_ = kept({ id: other, rollback: { effectId: 'x', at: ago(1), by: 'a', why: 'b' } });
    const decision = decideOn([earlier(), drift()], { stance, exceptions, members: [open(), kept_] });
    expect(decision.case.stance).toMatchObject(blocks ? { reason: 'drift-fought', ground: null } : stance);
  });
});

describe('a case in which somebody fights', () => {
  const stance: Stance = {
    kind: 'blocked',
    since: ago(9),
    reason: 'drift-fought',
    instanceIds: [id],
    ground: 'zero',
    takeBack: 'nothing',
  };
  const settled = [earlier(), drift({ told: true, judged: true })];
  const optional = { member: member(), facts: facts() };

  test('waits, whatever its evidence', () => {
    const decision = decideOn(settled, { stance, members: [optional] });
    expect(decision.case.stance).toEqual(stance);
    expect(kindsOf(decision)).toEqual([]);
  });

  test('goes on when an operator says so', () => {
    const decision = decideOn(settled, { stance, members: [optional], trigger: orderOf() });
    expect(kindsOf(decision)).toContain('enforce');
  });

  test('goes on when nothing is optional any more', () => {
    const members = [{ member: member(), facts: facts({ options: required }) }, kept({ id: other })];
    expect(decideOn(settled, { stance, members }).case.stance).toMatchObject({ kind: 'cleared' });
    expect(decideOn(settled, { stance, members: members.slice(0, 1) }).case.stance).toMatchObject({ kind: 'closed' });
  });
});

describe('a change that is only seen', () => {
  const stance = cleared('grace-ended');

  test('has the workload judged anew, but nothing is changed while it may still be said who it was', () => {
    const decision = decideOn([], { stance });
    expect(decision.case).toMatchObject({
      stance: { kind: 'cleared', ground: 'zero' },
      drifts: [{ instanceId: id, at: now, enforcedAt: ago(24), principal: null, told: false, judged: true }],
      dueAt: plus(now, HOUR),
    });
    expect(kindsOf(decision)).toEqual(['journal']);
    expect(decision.case.drifts[0]?.eventId).toBe(`seen/${id}/v8`);
  });

  test('on one instance does not hold up another, and an operator is not held up at all', () => {
    const drifts = [drift({ instanceId: other, principal: null, tool: null, judged: true })];
    const fresh = { known: judgement({ state: 'zero' }) };
    const members = [{ member: member(), facts: facts() }];
    expect(kindsOf(decideOn(drifts, { members, evidence: fresh }))).toContain('enforce');
    const mine = drifts.map((each) => ({ ...each, instanceId: id }));
    expect(kindsOf(decideOn(mine, { members, evidence: fresh }))).not.toContain('enforce');
    expect(kindsOf(decideOn(mine, { members, evidence: fresh, trigger: orderOf() }))).toContain('enforce');
  });

  test.each<[string, Drift]>([
    ['on another instance', earlier({ instanceId: other, at: ago(2) })],
    ['before it was required', earlier({ at: ago(25) })],
    ['to its hop limit', earlier({ at: ago(2), what: ['hop-limit'] })],
  ])('is on record whatever was done before %s', (_what, before) => {
    expect(decideOn([before]).case.drifts).toMatchObject([before, { eventId: `seen/${id}/v8` }]);
  });

  test('is told of after an hour, and goes on', () => {
    const { case: seen } = decideOn([], { stance });
    const then = plus(now, HOUR);
    const members = { known: [{ member: member({ use: memberUse({ readAt: then }) }), facts: facts() }] };
    const decision = decide(view({ case: { ...seen, outbox: [] }, members, now: then }));
    expect(kindsOf(decision)).toEqual(['journal', 'notify', 'enforce']);
  });

  test.each<[string, readonly Drift[], MemberView]>([
    ['of which an event has told', [earlier({ at: ago(2), enforcedAt: ago(24) })], open()],
    ['of which an event has told, of that very moment', [earlier({ at: ago(24), enforcedAt: ago(24) })], open()],
    ['that is our own rollback', [], open({ rollback: { effectId: 'x', at: ago(1), by: 'a', why: 'b' } })],
    ['that may be an echo', [], open({ phase: 'modifying', enforcement: enforcement({ at: ago(0.3) }) })],
    [
      'of an endpoint that is off',
      [],
      { ...open(), facts: facts({ options: { ...required, tokens: 'optional', endpoint: 'disabled' } }) },
    ],
    ['where tokens are required', [], kept()],
  ])('is none %s', (_name, drifts, seen) => {
    expect(decideOn(drifts, { members: [seen] }).case.drifts).toHaveLength(drifts.length);
  });
});

test('what was set back before it was ever seen as applied is on record, and judged anew', () => {
  const modifying = open({ phase: 'modifying' });
  const decision = decideOn([], { members: [modifying], stance: cleared('grace-ended') });
  expect(decision.case).toMatchObject({ stance: { ground: 'zero' }, drifts: [{ principal: null, judged: true }] });
  expect(decision.members).toMatchObject([{ phase: 'optional', enforcement: null }]);
});

test('what was set back is on record though EC2 had refused the change before it was made after all', () => {
  const effectId = secured().enforcement?.effectId ?? '';
  const refusals = [{ effectId, instanceId: id, at: ago(1), reason: 'InternalError' }];
  expect(decide(view({ case: kase(cleared(), { refusals }), members: { known: [open()] } })).case.drifts).toHaveLength(
    1,
  );
});

test('a change that EC2 refused, and so never made, is none', () => {
  const modifying = open({ phase: 'modifying' });
  const effectId = modifying.member.enforcement?.effectId ?? '';
  const refusals = [{ effectId, instanceId: id, at: ago(1), reason: 'UnauthorizedOperation' }];
  const decision = decideOn([], { case: kase(cleared(), { refusals }), members: [modifying] });
  expect(decision.case.drifts).toEqual([]);
  expect(decision.members).toMatchObject([{ phase: 'optional', enforcement: null }]);
});

test('what was loosened is observed for a whole lookback from then on', () => {
  const unknown = { known: judgement({ state: 'unknown', reason: 'coverage' }) };
  const long = member({ firstSeenAt: minus(now, times(DAY, 60)) });
  const after = (days: number, stance: Stance) => {
    const drifts = [drift({ at: instant(now - days * DAY), told: true, judged: true })];
    return decideOn(drifts, { stance, members: [{ member: long, facts: facts() }], evidence: unknown }).case.stance
      .kind;
  };
  const observing: Stance = { kind: 'observing', since: ago(1) };
  expect([after(13, observing), after(14, observing)]).toEqual(['observing', 'grace']);
  expect([after(13, cleared()), after(14, cleared())]).toEqual(['cleared', 'grace']);
  for (const over of [{ instanceId: other }, { what: ['hop-limit'] as const }]) {
    const drifts = [drift({ at: ago(1), told: true, judged: true, ...over })];
    const decision = decideOn(drifts, {
      stance: observing,
      members: [{ member: long, facts: facts() }],
      evidence: unknown,
    });
    expect(decision.case.stance.kind).toBe('grace');
  }
});
