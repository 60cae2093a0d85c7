import { candidatesOf, inPhase } from '../decision/members.ts';
import { type Origin, openOrigins } from '../decision/origins.ts';
import type { MemberView } from '../decision/view.ts';
import type { Case } from '../domain/case.ts';
import type { About, Occasion } from '../domain/effect.ts';
import { censusOf } from '../domain/member.ts';
import { type State, stateOf } from '../domain/state-of.ts';
import { type Instant, plus } from '../domain/time.ts';
import { isShortOfHops } from '../domain/workload.ts';
import type { Policy } from '../policy/schema.ts';
import { type Severity, severityOf } from './severity.ts';
import { notBackYet } from './taken-back.ts';

/** What every form of a notice is made of. Deciding is over by then: nothing here changes anything. */
export interface Scene {
  readonly case: Case;
  readonly occasion: Occasion;
  /** The exception that it speaks of; null where it speaks of none. */
  readonly about: About | null;
  /** A sentence of the one who ordered the notice; null where there is none. */
  readonly detail: string | null;
  readonly policy: Policy;
  readonly now: Instant;
  readonly members: readonly MemberView[];
  /** The instances that the occasion is about. */
  readonly concerned: readonly string[];
  readonly state: State;
  readonly severity: Severity;
  /** `known` is false until people were told: the window then runs at the earliest from this notice. */
  readonly deadline: { readonly at: Instant; readonly known: boolean } | null;
  /** What still launches instances that allow IMDSv1. */
  readonly origins: readonly Origin[];
  /** Container hosts that allow IMDSv1 and whose hop limit keeps containers from IMDSv2. */
  readonly shortOfHops: readonly string[];
}

export interface SceneInput {
  readonly case: Case;
  readonly members: readonly MemberView[];
  readonly occasion: Occasion;
  readonly about?: About | null;
  readonly detail?: string | null;
  readonly policy: Policy;
  readonly now: Instant;
}

export function setScene(input: SceneInput): Scene {
  const { case: kase, members, occasion, now } = input;
  return {
    ...input,
    about: input.about ?? null,
    detail: input.detail ?? null,
    concerned: concernedIn(kase, members, occasion),
    state: stateOf(kase.stance, censusOf(members.map(({ member }) => member))),
    severity: severityOf(occasion, kase, now),
    deadline: deadlineOf(kase, now),
    origins: openOrigins(members),
    shortOfHops: shortOfHops(members),
  };
}

function deadlineOf({ stance }: Case, now: Instant): Scene['deadline'] {
  if (stance.kind !== 'grace') return null;
  return stance.deadline === null
    ? { at: plus(now, stance.window), known: false }
    : { at: stance.deadline, known: true };
}

export const shortOfHops = (members: readonly MemberView[]): readonly string[] =>
  candidatesOf(members).flatMap(({ member, facts }) => (isShortOfHops(facts) ? [member.id] : []));

function concernedIn({ stance }: Case, members: readonly MemberView[], occasion: Occasion): readonly string[] {
  const ids = (views: readonly MemberView[]) => views.map(({ member }) => member.id);
  const refused = occasion === 'rollback-refused' ? notBackYet(members) : [];
  if (refused.length > 0) return refused;
  if (stance.kind === 'blocked' && stance.instanceIds.length > 0) return stance.instanceIds;
  const secured = inPhase(members, 'secured');
  if (occasion === 'secured' && secured.length > 0) return ids(secured);
  const candidates = candidatesOf(members);
  return ids(candidates.length > 0 ? candidates : members.filter(({ member }) => member.phase !== 'gone'));
}
