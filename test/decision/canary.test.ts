import { describe, expect, test } from 'vitest';
import { behindCanary } from '../../src/decision/canary.ts';
import type { KnownView, MemberView } from '../../src/decision/view.ts';
import { HOUR, minus, times } from '../../src/domain/time.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, facts, free, kase, member, now, view } from './situation.ts';

const idOf = (n: number) => `i-${n.toString(16).padStart(17, '0')}`;
const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;

/** Ready to be enforced; started `hours` ago. */
const ready = (n: number, hours: number, more: Partial<MemberView['member']> = {}, seen = {}): MemberView => {
  const launchedAt = minus(now, times(HOUR, hours));
  return { member: member({ id: idOf(n), launchedAt, ...more }), facts: facts({ id: idOf(n), launchedAt, ...seen }) };
};

/** Changed some hours ago; alive and clean for as many as are given. */
const changed = (
  n: number,
  aliveHours: number | null,
  more: Partial<MemberView['member']> = {},
  state: 'applied' | 'pending' = 'applied',
): MemberView => ({
  member: member({
    id: idOf(n),
    phase: 'watched',
    enforcement: enforcement({ at: minus(now, HOUR), appliedAt: minus(now, HOUR) }),
    watch: aliveHours === null ? null : { readAt: now, rejected: 0, aliveHours },
    ...more,
  }),
  facts: facts({ id: idOf(n), options: { ...required, state } }),
});

function orderedOf(members: readonly MemberView[], ground: 'zero' | 'grace-ended' | 'operator' = 'zero') {
  const verdicts = new Map(members.map((each) => [each.member.id, { state: 'zero' } as const]));
  const decision = decide(
    view({
      case: kase({ kind: 'cleared', since: now, ground, settledAt: null }),
      members: { known: members },
      evidence: { known: { workload: evidence(), verdicts } },
    }),
  );
  return decision.case.outbox.flatMap((effect) => (effect.kind === 'enforce' ? [effect.instanceId] : []));
}

describe('the first of a workload', () => {
  test.each(['zero', 'grace-ended'] as const)('goes alone: %s', (ground) => {
    expect(orderedOf([ready(1, 50), ready(2, 5), ready(3, 20)], ground)).toEqual([idOf(2)]);
  });

  test('is the most recently started', () => {
    expect(orderedOf([ready(1, 5), ready(2, 500)])).toEqual([idOf(1)]);
  });

  test('goes alone where there is more than one generation too, and the next waits until it has soaked', () => {
    const other = { generation: 'another' };
    expect(orderedOf([ready(1, 50), ready(2, 5, other)])).toEqual([idOf(2)]);
    expect(orderedOf([changed(3, 0), ready(2, 5, other)])).toEqual([]);
  });

  test('is the first by name where two started at the same time', () => {
    expect(orderedOf([ready(2, 5), ready(1, 5), ready(3, 5)])).toEqual([idOf(1)]);
  });

  test('is not the only one in its zone, where there is a choice', () => {
    const alone = ready(1, 5, {}, { zone: 'us-east-1b' });
    expect(orderedOf([alone, ready(2, 50), ready(3, 90)])).toEqual([idOf(2)]);
    expect(orderedOf([alone, ready(2, 50)])).toEqual([idOf(1)]);
  });

  test('goes with all others on an operator’s word', () => {
    expect(orderedOf([ready(1, 50), ready(2, 5)], 'operator')).toHaveLength(2);
  });
});

test('a canary on which calls are rejected proves nothing, however long it lives', () => {
  const { watch } = changed(1, 5).member;
  const members = [changed(1, 5, { watch: watch && { ...watch, rejected: 2 } })];
  const waiting = ready(2, 50);
  const known = { ...view(), members, exceptions: [], controls: free } as unknown as KnownView;
  expect(behindCanary(known, [{ ...waiting, facts: facts() }])).toEqual([]);
});

describe('the others', () => {
  test.each<[string, MemberView]>([
    ['while its change is under way', changed(1, null, { phase: 'modifying' }, 'pending')],
    ['before it was read', changed(1, null)],
    ['while no hour of it shows a sign of life', changed(1, 0)],
  ])('wait %s', (_when, canary) => {
    expect(orderedOf([canary, ready(2, 50), ready(3, 90)])).toEqual([]);
  });

  test.each<[string, MemberView]>([
    ['has soaked', changed(1, 1)],
    ['is secured', changed(1, 24, { phase: 'secured' })],
    ['is secured, whatever was read of it', changed(1, null, { phase: 'secured' })],
  ])('follow once it %s', (_when, canary) => {
    expect(orderedOf([canary, ready(2, 50), ready(3, 90)])).toEqual([idOf(3), idOf(2)]);
  });

  test('are given a new one when it is gone', () => {
    const gone = changed(1, null, { phase: 'gone', goneAt: now });
    expect(orderedOf([{ ...gone, facts: null }, ready(2, 50), ready(3, 90)])).toEqual([idOf(2)]);
  });

  test('of another generation have a canary of their own, which does not hold up the rest', () => {
    const other = { generation: 'another' };
    const members = [changed(1, 5), ready(2, 50), ready(3, 90, other), ready(4, 70, other)];
    expect(orderedOf(members)).toEqual([idOf(4), idOf(2)]);
    expect(orderedOf([...members.slice(0, 3), changed(5, 0, other)])).toEqual([idOf(2)]);
  });
});
