import { isCandidate } from '../../src/decision/members.ts';
import type { MemberView, Trigger, View } from '../../src/decision/view.ts';
import type { Case } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import type { MemberUse } from '../../src/domain/evidence.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import type { Member } from '../../src/domain/member.ts';
import { NO_CALENDAR } from '../../src/domain/permission.ts';
import { judge } from '../../src/evidence/judge.ts';
import type { Policy } from '../../src/policy/schema.ts';
import { ago, caseOf, facts, member, memberUse, NOW, policyOf } from '../support/build.ts';

/** Readings of one instance, by what they show. */
export const uses = {
  zero: memberUse(),
  used: memberUse({ calls: 84, lastUse: ago('PT2H30M') }),
  'too young': memberUse({ firstPoint: ago('P2D'), hours: { seen: 47, expected: 47 } }),
  'full of gaps': memberUse({ hours: { seen: 200, expected: 335 } }),
  'without a start': memberUse({ start: { at: ago('P20D'), seen: false, calls: 0 } }),
  'stopped all through': memberUse({
    dormant: true,
    firstPoint: null,
    lastPoint: null,
    hours: { seen: 0, expected: 0 },
  }),
  none: null,
} as const satisfies Record<string, MemberUse | null>;

interface Scene {
  readonly case?: Partial<Case>;
  readonly policy?: Policy;
  readonly trigger?: Trigger;
  readonly use?: MemberUse | null;
  readonly facts?: Partial<InstanceFacts> | null;
  readonly member?: Partial<Member>;
  readonly others?: readonly MemberView[];
  readonly read?: Partial<Pick<View, 'members' | 'evidence' | 'exceptions' | 'controls' | 'calendar' | 'defaults'>>;
}

/** Everything read, about a workload of one instance unless others are named; the evidence is judged as it always is. */
export function viewOf(scene: Scene = {}): View {
  const { policy = policyOf(), use = uses.zero, others = [], trigger = { kind: 'due', actor: 'sweep' } } = scene;
  const own: MemberView = {
    member: member({ use, ...scene.member }),
    facts: scene.facts === null ? null : facts(scene.facts),
  };
  const members = [own, ...others];
  const witnesses = members.map((view) => ({
    id: view.member.id,
    generation: view.member.generation,
    candidate: isCandidate(view),
    use: view.member.use,
  }));
  return {
    now: NOW,
    trigger,
    case: caseOf(scene.case),
    members: { known: members },
    evidence: { known: judge(witnesses, policy.evidence, null, NOW) },
    exceptions: { known: [] },
    controls: { known: { paused: null, breaker: null, graceStartsLeft: 25, noLeaveUntil: null } },
    calendar: { known: NO_CALENDAR },
    defaults: { known: { tokens: 'no-preference', tokensEnforced: false, managedBy: 'account' } },
    policy,
    policyHash: '',
    ...scene.read,
  };
}

export const ordered = (outbox: readonly Effect[], kind: Effect['kind']): readonly Effect[] =>
  outbox.filter((effect) => effect.kind === kind);
