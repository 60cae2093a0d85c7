import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberView } from '../../src/decision/view.ts';
import type { Stance } from '../../src/domain/case.ts';
import { DAY, minus, plus, times } from '../../src/domain/time.ts';
import type { Judgement, Verdict } from '../../src/evidence/judge.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import { exceptionOf, orderOf } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { enforcement, evidence, facts, free, kase, member, now, view } from './situation.ts';

interface Drawn {
  readonly phase: 'optional' | 'watched' | 'secured' | 'rolled-back';
  readonly rejected: number;
  readonly state: 'running' | 'stopped';
  readonly verdict: Verdict;
  readonly days: number;
  readonly excepted: boolean;
}

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const verdicts: readonly Verdict[] = [
  { state: 'zero' },
  { state: 'used' },
  { state: 'unknown', reason: 'coverage' },
  { state: 'unknown', reason: 'stopped' },
];
const drawn: fc.Arbitrary<Drawn> = fc.record({
  phase: fc.constantFrom('optional', 'optional', 'watched', 'secured', 'rolled-back'),
  rejected: fc.constantFrom(0, 0, 3),
  state: fc.constantFrom('running', 'stopped'),
  verdict: fc.constantFrom(...verdicts),
  days: fc.integer({ min: 1, max: 30 }),
  excepted: fc.boolean(),
});

const since = minus(now, times(DAY, 3));
const grace = { kind: 'grace', since, window: times(DAY, 14), missing: null, reminded: [] } as const;
const stances: readonly Stance[] = [
  { kind: 'observing', since },
  { ...grace, noticeAt: null, deadline: null },
  { ...grace, noticeAt: since, deadline: plus(now, DAY) },
  { ...grace, noticeAt: since, deadline: minus(now, DAY) },
  { kind: 'excepted', since, exceptionIds: ['e-0'], until: minus(now, DAY), unneededTold: false, reminded: [] },
  { kind: 'cleared', since, ground: 'zero', settledAt: null },
  { kind: 'cleared', since, ground: 'grace-ended', settledAt: null },
  { kind: 'blocked', since, reason: 'rolling-back', instanceIds: [], ground: 'zero', takeBack: 'watched' },
  { kind: 'blocked', since, reason: 'escalated', instanceIds: [], ground: 'grace-ended', takeBack: 'nothing' },
  { kind: 'closed', since, reason: 'nothing-optional' },
];

const idOf = (index: number): string => `i-${String(index).padStart(17, '0')}`;

const isOpen = ({ phase }: Drawn): boolean => phase === 'optional' || phase === 'rolled-back';

const viewOf = (each: Drawn, index: number): MemberView => ({
  member: member({
    id: idOf(index),
    phase: each.phase,
    firstSeenAt: minus(now, times(DAY, each.days)),
    enforcement: each.phase === 'optional' ? null : enforcement({ appliedAt: minus(now, DAY) }),
    watch: isOpen(each) ? null : { readAt: now, rejected: each.rejected, aliveHours: 2 },
  }),
  facts: facts({ id: idOf(index), state: each.state, ...(!isOpen(each) && { options: required }) }),
});

const rules = fc
  .record({
    mode: fc.constantFrom('enforce', 'enforce', 'observe'),
    grace: fc.record({ after: fc.constantFrom('enforce', 'escalate') }),
    enforcement: fc.record({ canary: fc.boolean() }),
    watch: fc.record({
      // biome-ignore lint/suspicious/noThenProperty: a policy's own word
      then: fc.record({
        onZero: fc.constantFrom('roll-back', 'notify'),
        afterGrace: fc.constantFrom('roll-back', 'notify'),
      }),
    }),
  })
  .map((raw) => parsePolicy(JSON.parse(JSON.stringify(raw))).base);

const orders = fc.constantFrom(
  null,
  orderOf({ command: 'enforce', reason: 'the owner agreed' }),
  orderOf({ command: 'rollback', reason: 'checkout is down' }),
);

function judged(members: readonly Drawn[]): Judgement {
  const open = members.flatMap((each, index) => (isOpen(each) ? [{ ...each, index }] : []));
  const states = open.map(({ verdict }) => verdict.state);
  const state = states.includes('used') ? 'used' : states.includes('zero') ? 'zero' : 'unknown';
  const reason = open.length === 0 ? 'no-members' : 'coverage';
  return {
    workload: evidence(state === 'unknown' ? { state, reason } : { state }),
    verdicts: new Map(open.map(({ index, verdict }) => [idOf(index), verdict])),
  };
}

test('one decision tells people of each occasion at most once, whatever it is about', () => {
  fc.assert(
    fc.property(
      fc.array(drawn, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...stances),
      rules,
      orders,
      fc.record({ stopped: fc.boolean(), graceStartsLeft: fc.nat({ max: 2 }), tokensEnforced: fc.boolean() }),
      (members, stance, policy, order, { stopped, graceStartsLeft, tokensEnforced }) => {
        const exceptions = members.flatMap(({ excepted }, index) =>
          excepted
            ? [
                exceptionOf({
                  id: `e-${index}`,
                  scope: { kind: 'instance', region: 'us-east-1', instanceId: idOf(index) },
                }),
              ]
            : [],
        );
        const paused = stopped ? { at: since, actor: 'bob', reason: 'freeze' } : null;
        const { case: decided } = decide(
          view({
            case: kase(stance, { orders: order === null ? [] : [order] }),
            ...(order !== null && { trigger: order }),
            members: { known: members.map(viewOf) },
            evidence: { known: judged(members) },
            exceptions: { known: exceptions },
            controls: { known: { ...free, paused, graceStartsLeft } },
            defaults: { known: { tokens: 'no-preference', tokensEnforced, managedBy: 'account' } },
            policy,
          }),
        );
        const occasions = decided.outbox.flatMap((effect) => (effect.kind === 'notify' ? [effect.occasion] : []));
        expect(occasions).toEqual([...new Set(occasions)]);
        expect(decided.outbox.length).toBeLessThanOrEqual(25);
      },
    ),
  );
});
