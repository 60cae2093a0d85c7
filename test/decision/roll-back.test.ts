import { describe, expect, test } from 'vitest';
import { record } from '../../src/decision/record.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { Stance } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import type { MetadataOptions } from '../../src/domain/instance.ts';
import type { Member } from '../../src/domain/member.ts';
import { HOUR, minus, times } from '../../src/domain/time.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, facts, id, kase, member, now, policy, view } from './situation.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const other = 'i-0123456789abcdef1';
const cleared = (ground: 'zero' | 'grace-ended' | 'operator'): Stance => ({
  kind: 'cleared',
  since: now,
  ground,
  settledAt: null,
});
const mark = { effectId: 'rollback/x', at: now, by: 'imdsv2-remediator', why: '3 calls rejected' };

/** Changed three hours ago. */
const changed = (more: Partial<Member> = {}, options: MetadataOptions = required): MemberView => ({
  member: member({
    phase: 'watched',
    enforcement: enforcement({ appliedAt: minus(now, times(HOUR, 3)) }),
    watch: { readAt: now, rejected: 0, aliveHours: 2 },
    ...more,
  }),
  facts: facts({ id: more.id ?? id, ...(options && { options }) }),
});
const rejecting = (more: Partial<Member> = {}) =>
  changed({ watch: { readAt: now, rejected: 3, aliveHours: 2 }, ...more });

/** From text, as policies are: an object of that name would be taken for a promise. */
const then = (rules: object) => parsePolicy({ watch: JSON.parse(`{"then": ${JSON.stringify(rules)}}`) }).base;

const none = { known: { workload: evidence({ state: 'unknown', reason: 'no-members' }), verdicts: new Map() } };
const decideOn = (
  stance: Stance,
  members: readonly MemberView[],
  more: Partial<Parameters<typeof view>[0]> = {},
  over = {},
) => decide(view({ case: kase(stance, over), members: { known: members }, evidence: none, ...more }));
const effectsOf = ({ case: { outbox } }: ReturnType<typeof decide>, kind: Effect['kind']) =>
  outbox.filter((effect) => effect.kind === kind);
const takenBack = (decision: ReturnType<typeof decide>) =>
  effectsOf(decision, 'rollback').flatMap((effect) => (effect.kind === 'rollback' ? [effect.instanceId] : []));

describe('calls that are rejected after a change on zero evidence', () => {
  test('take back everything of the workload that is still watched, and people are told why', () => {
    const decision = decideOn(cleared('zero'), [rejecting(), changed({ id: other })]);
    expect(takenBack(decision)).toEqual([id, other]);
    expect(decision.case).toMatchObject({
      rollbacks: 1,
      stance: { kind: 'blocked', reason: 'rolling-back', instanceIds: [id] },
    });
    expect(effectsOf(decision, 'notify')).toMatchObject([{ occasion: 'rolling-back', detail: null }]);
    expect(effectsOf(decision, 'rollback')).toMatchObject([{ by: 'imdsv2-remediator' }, { by: 'imdsv2-remediator' }]);
    expect(effectsOf(decision, 'ticket')).toMatchObject([{ action: 'open' }]);
    expect(decision.detail).toBe('3 calls without a token rejected on 1 instance.');
  });

  test('leave alone what is long secured and shows none', () => {
    const secured = changed({ id: other, phase: 'secured' });
    expect(takenBack(decideOn(cleared('zero'), [rejecting(), secured]))).toEqual([id]);
  });

  test('take back as many as one save has room for, but always one, and name the first 25', () => {
    const many = Array.from({ length: 40 }, (_, index) => rejecting({ id: `i-${index}` }));
    const owed = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...notice, id: `notify/drifted/${index}` }));
    const room = (count: number) => {
      const outbox = owed(count);
      const first = decideOn(cleared('zero'), many, {}, { outbox });
      const next = decideOn(stance, many, {}, { outbox, rollbacks: 1 });
      expect(first.case.stance).toHaveProperty('instanceIds.length', 25);
      expect(takenBack(first).length).toBeLessThanOrEqual(takenBack(next).length + 1);
      return takenBack(next).length;
    };
    expect([room(0), room(10), room(24)]).toEqual([22, 12, 1]);
  });

  test.each(['evidence', 'defaults'])('take it back also where the %s cannot be read', (part) => {
    const unreadable = { [part]: { unreadable: 'GetMetricData: InternalError' } };
    const decision = decideOn(cleared('zero'), [rejecting(), changed({ id: other })], unreadable);
    expect(takenBack(decision)).toEqual([id, other]);
    expect(decision.case.outbox[0]).toMatchObject({ kind: 'journal', entry: { trigger: 'due', actor: 'sweep' } });
    expect(decideOn(cleared('zero'), [changed()], unreadable).reason).toMatch(/^held:/);
  });

  test('take it back also while enforcement is stopped', () => {
    const brake = { at: now, actor: 'a', reason: 'a release' };
    const controls = { known: { paused: brake, breaker: brake, graceStartsLeft: 0, noLeaveUntil: null } };
    expect(takenBack(decideOn(cleared('zero'), [rejecting()], { controls }))).toEqual([id]);
  });
});

describe('people are told, and decide, about calls that are rejected', () => {
  const notify = then({ onZero: 'notify' });
  test.each<[string, Stance, MemberView, typeof policy]>([
    ['after a grace window', cleared('grace-ended'), rejecting(), policy],
    ['where policy says so', cleared('zero'), rejecting(), notify],
    ['long after the change', cleared('zero'), rejecting({ phase: 'secured' }), policy],
  ])('%s', (_when, stance, each, rules) => {
    const decision = decideOn(stance, [each], { policy: rules });
    expect(takenBack(decision)).toEqual([]);
    expect(decision.case.stance).toMatchObject({ kind: 'blocked', reason: 'rejected-calls' });
    expect(effectsOf(decision, 'notify')).toMatchObject([{ occasion: 'rejected-calls' }]);
  });

  test('unless policy takes it back then too', () => {
    const base = then({ afterGrace: 'roll-back' });
    expect(takenBack(decideOn(cleared('grace-ended'), [rejecting()], { policy: base }))).toEqual([id]);
  });
});

const stance: Stance = {
  kind: 'blocked',
  since: now,
  reason: 'rolling-back',
  instanceIds: [id],
  ground: 'zero',
  takeBack: 'watched',
};
const owedRollback = {
  kind: 'rollback',
  id: `rollback/${id}/v5`,
  instanceId: id,
  by: 'bob',
  why: 'checkout is down',
  notBefore: now,
  tries: 1,
} as const;
const notice: Effect = {
  kind: 'notify',
  id: 'notify/drifted/v5',
  occasion: 'drifted',
  about: null,
  detail: null,
  notBefore: now,
  tries: 1,
};

describe('a case that is being taken back', () => {
  test('waits until EC2 shows it', () => {
    const waits = decideOn(stance, [changed({ rollback: mark })], {}, { rollbacks: 1 });
    expect(waits.case.stance).toMatchObject({ reason: 'rolling-back' });
    expect(takenBack(waits)).toEqual([]);
    const pending = changed({ rollback: mark }, { ...required, tokens: 'optional', state: 'pending' });
    expect(decideOn(stance, [pending], {}, { rollbacks: 1 }).case.stance).toMatchObject({ reason: 'rolling-back' });
  });

  test('orders what had no room before', () => {
    expect(takenBack(decideOn(stance, [changed({ rollback: mark }), changed({ id: other })]))).toEqual([other]);
  });

  test('keeps to 25 effects a save, however many there are', () => {
    const members = Array.from({ length: 30 }, (_, n) => rejecting({ id: `i-${n}` }));
    const { case: first } = decideOn(cleared('zero'), members);
    expect(first.outbox).toHaveLength(25);
    expect(first.stance).toMatchObject({ reason: 'rolling-back' });
  });

  test('goes on at once with what one save had no room for', () => {
    const group = (count: number) => Array.from({ length: count }, (_, index) => rejecting({ id: `i-${index}` }));
    const all: Stance = { ...stance, takeBack: 'all' };
    for (const first of [cleared('zero'), all]) {
      expect(decideOn(first, group(23))).toMatchObject({ goesOn: true, case: { dueAt: now } });
      const { goesOn, case: decided } = decideOn(first, group(22));
      expect([goesOn, decided.dueAt && decided.dueAt > now]).toEqual([false, true]);
    }
    const outbox = group(23).map(({ member }) => ({ ...owedRollback, instanceId: member.id, id: member.id }));
    expect(decideOn(all, group(24), {}, { outbox }).goesOn).toBe(false);
  });

  test('needs no evidence to go on: metrics that cannot be read stop what would be judged, not what goes back', () => {
    const unreadable = { unreadable: 'GetMetricData: InternalError' };
    for (const part of [{ evidence: unreadable }, { defaults: unreadable }]) {
      const over = { rollbacks: 2, evidence: evidence() };
      const goes = decideOn(stance, [changed()], part, over);
      expect(takenBack(goes)).toEqual([id]);
      expect(goes.case).toMatchObject({ stance, hold: null, evidence: evidence() });
      const waits = decideOn(stance, [changed({ rollback: mark })], part, over);
      expect(waits).toMatchObject({ reason: expect.stringMatching(/^held:/), case: { stance } });
    }
  });

  test('waits for an endpoint that somebody disabled, and orders nothing until it is enabled', () => {
    const away = changed({ id: other }, { ...required, endpoint: 'disabled' });
    const waits = decideOn(stance, [away], {}, { rollbacks: 1 });
    expect(takenBack(waits)).toEqual([]);
    expect(waits).toMatchObject({ changed: false, detail: expect.stringContaining('endpoint'), case: { stance } });
    expect(takenBack(decideOn(stance, [away, changed()]))).toEqual([id]);
    expect(takenBack(decideOn(stance, [changed({ id: other })]))).toEqual([other]);
  });

  test('orders none twice, and what was under way too', () => {
    const modifying = changed({ id: other, phase: 'modifying' }, { ...required, state: 'pending' });
    const secured = changed({ id: 'i-3', phase: 'secured' });
    const outbox = [owedRollback, notice];
    expect(takenBack(decideOn(stance, [changed(), modifying, secured], {}, { outbox }))).toEqual([id, other]);
    expect(takenBack(decideOn(stance, [changed()], {}, { outbox }))).toEqual([id]);
    const all: Stance = { ...stance, takeBack: 'all' };
    expect(takenBack(decideOn(all, [changed(), modifying, secured], {}, { outbox }))).toEqual([id, other, 'i-3']);
  });

  test('is over when what was ordered is back, whatever else stays changed', () => {
    const nothing: Stance = { ...stance, takeBack: 'nothing' };
    const decision = decideOn(nothing, [changed({ id: other })], {}, { rollbacks: 1 });
    expect(decision).toMatchObject({ reason: expect.stringMatching(/^rolled-back/) });
    expect(decision.case.stance.kind).not.toBe('blocked');
    const waiting = decideOn(nothing, [changed()], {}, { rollbacks: 1, outbox: [owedRollback] });
    expect(waiting).toMatchObject({ reason: 'rolling-back', case: { stance: nothing } });
  });

  test('takes back nothing that had been required before, or is no longer on record', () => {
    const before = enforcement({ before: required, appliedAt: now });
    for (const more of [{ enforcement: before }, { enforcement: null }])
      expect(takenBack(decideOn(stance, [changed(more)], {}, { rollbacks: 1 }))).toEqual([]);
  });

  const back = { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;

  test('is judged anew once EC2 shows it, as used from the moment of the rollback', () => {
    const decision = decideOn(stance, [changed({ rollback: mark }, back)], {}, { rollbacks: 1 });
    expect(decision.case.stance.kind).toBe('observing');
    expect(decision.members).toMatchObject([
      {
        phase: 'rolled-back',
        use: { lastUse: minus(now, times(HOUR, 0)) },
        watch: null,
        enforcement: { ground: 'zero' },
      },
    ]);
  });

  test('stays blocked the second time, whatever the evidence says', () => {
    const decision = decideOn(stance, [changed({ rollback: mark }, back)], {}, { rollbacks: 2 });
    expect(decision.case.stance).toMatchObject({ kind: 'blocked', reason: 'second-rollback' });
    const zero = { known: { workload: evidence(), verdicts: new Map([[id, { state: 'zero' } as const]]) } };
    const later = decideOn(decision.case.stance, [changed({ phase: 'rolled-back' }, back)], { evidence: zero });
    expect(later.case.stance).toMatchObject({ reason: 'second-rollback' });
  });

  test('tells people at once where EC2 refuses', () => {
    const decision = decideOn(cleared('zero'), [rejecting()]);
    const [effect] = effectsOf(decision, 'rollback');
    const refused = { kind: 'refused', because: 'denied', reason: 'UnsupportedOperation' } as const;
    const kept = effect && record(decision.case, effect, refused, policy, now);
    expect(kept?.outbox.map((each) => (each.kind === 'notify' ? each.occasion : each.kind))).toEqual([
      'journal',
      'ticket',
      'rolling-back',
      'rollback-refused',
    ]);
  });
});

describe('an operator’s rollback', () => {
  const order = orderOf({ command: 'rollback', reason: 'checkout is down' });

  test('takes back the whole case, or the one instance it names, and says who and why', () => {
    const members = [changed(), changed({ id: other, phase: 'secured' })];
    const whole = decideOn(cleared('grace-ended'), members, { trigger: order }, { orders: [order] });
    expect(takenBack(whole)).toEqual([id, other]);
    expect(whole.case).toMatchObject({
      rollbacks: 1,
      orders: [],
      stance: { reason: 'rolling-back', ground: null, instanceIds: [id, other], takeBack: 'all', since: now },
    });
    expect(whole.reason).toBe('operator-rollback');
    expect(effectsOf(whole, 'rollback').map((effect) => effect.id)).toEqual([
      `rollback/${id}/v8`,
      `rollback/${other}/v8`,
    ]);
    expect(whole.case.outbox[0]).toMatchObject({
      entry: { actor: order.actor, detail: expect.stringContaining('checkout is down') },
    });
    const one = { ...order, instanceId: other };
    const only = decideOn(cleared('zero'), members, { trigger: one });
    expect(takenBack(only)).toEqual([other]);
    expect(effectsOf(only, 'notify')).toMatchObject([
      { detail: `${order.actor} ordered a rollback: checkout is down` },
    ]);
    expect(only.case.stance).toMatchObject({ instanceIds: [other], takeBack: 'nothing' });
  });

  test.each(['evidence', 'defaults'])('needs no %s, and no other order goes without', (part) => {
    const read = { trigger: order, [part]: { unreadable: 'ThrottlingException' } };
    const decision = decideOn(cleared('zero'), [changed()], read, { orders: [order] });
    expect(takenBack(decision)).toEqual([id]);
    expect(decision.case).toMatchObject({ orders: [], hold: null, stance: { reason: 'rolling-back' } });
    const enforce = { ...order, command: 'enforce' } as const;
    const waits = decideOn(cleared('zero'), [changed()], { ...read, trigger: enforce }, { orders: [enforce] });
    expect(waits.case).toMatchObject({ orders: [enforce], hold: expect.stringContaining('unreadable') });
    const breaks = decideOn(cleared('zero'), [rejecting()], { ...read, trigger: enforce }, { orders: [enforce] });
    expect([takenBack(breaks), breaks.case.orders]).toEqual([[id], [enforce]]);
    const entry = { trigger: 'due', actor: 'imdsv2-remediator', reason: 'rolling-back' };
    expect(breaks.case.outbox[0]).toMatchObject({ kind: 'journal', entry });
  });

  test('tries again what EC2 had refused', () => {
    const decision = decideOn(cleared('zero'), [changed({ rollback: mark })], { trigger: order }, { orders: [order] });
    expect(takenBack(decision)).toEqual([id]);
  });

  test('takes nothing back where nothing is left of it', () => {
    const gone = [changed({ phase: 'gone', goneAt: now })];
    const decision = decideOn(cleared('zero'), gone, { trigger: order }, { orders: [order] });
    expect(takenBack(decision)).toEqual([]);
    expect(decision.case).toMatchObject({ rollbacks: 0, orders: [] });
    expect(decision).toMatchObject({
      reason: 'operator-rollback, nothing-optional',
      detail: `${order.actor} ordered a rollback: checkout is down (nothing is left to be taken back)`,
    });
  });
});
