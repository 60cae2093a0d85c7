import type { Case, Stance } from '../domain/case.ts';
import type { Effect } from '../domain/effect.ts';
import type { SeenView, Step, StepHold } from './view.ts';

interface StepParts {
  readonly stance?: Stance;
  readonly patch?: Partial<Case>;
  readonly effects?: readonly Effect[];
  readonly hold?: StepHold;
  readonly wantsFreshEvidence?: boolean;
  readonly goesOn?: boolean;
}

/** A step from the view's case; what is not named stays as it is. */
export const step = (view: SeenView, reason: string, detail: string, parts: StepParts = {}): Step => ({
  reason,
  detail,
  case: { ...view.case, ...parts.patch, stance: parts.stance ?? view.case.stance },
  effects: parts.effects ?? [],
  hold: parts.hold ?? null,
  claimsGraceStart: false,
  wantsFreshEvidence: parts.wantsFreshEvidence ?? false,
  goesOn: parts.goesOn ?? false,
});
