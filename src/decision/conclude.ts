import type { Case, Hold } from '../domain/case.ts';
import type { Effect, JournalEntry } from '../domain/effect.ts';
import type { Evidence } from '../domain/evidence.ts';
import { censusOf, type Member } from '../domain/member.ts';
import { MINUTE, plus, times } from '../domain/time.ts';
import { isCurrent } from './effects.ts';
import { NEWCOMERS_A_LOOK } from './members.ts';
import { nextLook } from './next-look.ts';
import { openOrigins } from './origins.ts';
import type { Decision, PhaseChange, SeenView, Step, View } from './view.ts';

/** What could not be read now may be readable at one of the next ticks. */
const HELD_LOOK = times(MINUTE, 15);

/** The entry travels inside the case item, and DynamoDB takes no item over 400 KB. */
const MOST_PHASE_CHANGES = 1000;

/** Nothing is changed; the hold is shown, and only its appearance is a new decision. */
export function held(view: View, kind: Hold, detail: string): Decision {
  const reason = `held:${kind}`;
  const changed = view.case.hold !== kind;
  const shown: Case = { ...view.case, hold: kind, holdDetail: detail, dueAt: plus(view.now, HELD_LOOK) };
  return {
    reason,
    detail,
    case: changed ? withJournal(view, shown, { reason, detail, effects: [], phases: [] }) : shown,
    members: 'known' in view.members ? view.members.known.map(({ member }) => member).filter(isStored) : [],
    changed,
    claimsGraceStart: false,
    wantsFreshEvidence: false,
    goesOn: false,
  };
}

/** A newcomer is written by the look that puts it on record; until then the case names it. */
const isStored = ({ version }: Member): boolean => version > 0;

/** Sums the steps up into one decision with one journal entry; `judged` is null where nothing could be judged. */
export function conclude(
  view: SeenView,
  judged: Evidence | null,
  steps: readonly Step[],
  phases: readonly PhaseChange[],
): Decision {
  const last = steps.at(-1);
  // Stryker disable next-line ConditionalExpression,StringLiteral,CallExpression: a decision always takes a step; the types ask
  if (last === undefined) throw new RangeError('a decision has at least one step');
  const effects = steps.flatMap((each) => each.effects);
  const ordered = view.trigger.kind === 'operator';
  const goesOn = steps.some((each) => each.goesOn);
  const moves = steps.filter(
    (each, index) =>
      each.effects.length > 0 || stanceBefore(view, steps, index) !== each.case.stance.kind || (ordered && index === 0),
  );
  const reason = moves.length > 0 ? [...new Set(moves.map((each) => each.reason))].join(', ') : last.reason;
  const detail = detailOf(moves, last);
  const decided: Case = {
    ...last.case,
    evidence: latestJudgement(view, judged),
    hold: last.hold?.kind ?? null,
    holdDetail: last.hold?.detail ?? null,
    newcomers: stillNew(view),
    census: censusOf(view.members.map(({ member }) => member)),
    templateOpen: openOrigins(view.members).some(({ launcher, template }) => launcher !== null || template !== null),
    outbox: last.case.outbox.filter((effect) => isCurrent(effect, last.case.stance.kind)),
    dueAt: goesOn ? view.now : nextLook(last.case, view.members, last.hold, view.policy, view.now),
  };
  const changed =
    ordered ||
    effects.length + phases.length > 0 ||
    decided.templateOpen !== view.case.templateOpen ||
    decided.newcomers.length !== view.case.newcomers.length ||
    decided.hold !== view.case.hold ||
    JSON.stringify(decided.stance) !== JSON.stringify(view.case.stance);
  return {
    reason,
    detail,
    case: changed ? withJournal(view, decided, { reason, detail, effects, phases }) : decided,
    members: view.members.map(({ member }) => member),
    changed,
    claimsGraceStart: steps.some((each) => each.claimsGraceStart),
    wantsFreshEvidence: last.wantsFreshEvidence,
    goesOn,
  };
}

/** What happened first; and where it then waits for something, what is not done for that reason. */
function detailOf([first, ...rest]: readonly Step[], last: Step): string {
  if (first === undefined || first === last || rest.includes(last) || last.hold === null) return (first ?? last).detail;
  return `${first.detail} ${last.detail}`;
}

/** Where nobody is left to be judged, the last judgement stands: it is what the changes rest on. */
const latestJudgement = ({ case: { evidence } }: SeenView, judged: Evidence | null): Evidence | null =>
  judged === null || (judged.reason === 'no-members' && evidence !== null) ? evidence : judged;

/**
 * Newcomers stay until their member items are written, so that a crash in between does not lose them. Those that turned
 * out not to be ours, or are stored already, are dropped.
 */
function stillNew({ case: kase, members }: SeenView): readonly string[] {
  const unsaved = new Set(members.filter(({ member }) => !isStored(member)).map(({ member }) => member.id));
  return kase.newcomers.filter((id, index) => index >= NEWCOMERS_A_LOOK || unsaved.has(id));
}

const stanceBefore = (view: SeenView, steps: readonly Step[], index: number) =>
  (steps[index - 1] ?? view).case.stance.kind;

interface Account {
  readonly reason: string;
  readonly detail: string;
  readonly effects: readonly Effect[];
  readonly phases: readonly PhaseChange[];
}

/**
 * The entry is an effect of the save, so that it can neither be lost nor describe a race that was lost; and the first,
 * so that nothing is done before it is on record.
 */
function withJournal(
  view: Pick<View, 'case' | 'now' | 'trigger' | 'policyHash'>,
  decided: Case,
  { reason, detail, effects, phases }: Account,
): Case {
  const version = view.case.version + 1;
  const entry: JournalEntry = {
    caseId: view.case.id,
    version,
    at: view.now,
    trigger: view.trigger.kind,
    actor: view.trigger.actor,
    fromStance: view.case.stance.kind,
    toStance: decided.stance.kind,
    reason,
    detail,
    hold: decided.hold,
    evidence: decided.evidence,
    policyHash: view.policyHash,
    effects: effects.map(({ id }) => id),
    members: phases.slice(0, MOST_PHASE_CHANGES),
  };
  const journal: Effect = { kind: 'journal', id: `journal/v${version}`, entry, notBefore: null, tries: 0 };
  return { ...decided, outbox: [journal, ...decided.outbox] };
}
