import { type Duration, HOUR } from '../domain/time.ts';
import { type Candidate, inPhase } from './members.ts';
import type { KnownView, MemberView } from './view.ts';

/**
 * Of what is ready, those that may go now. The first of a workload goes alone, and so does the first of each generation
 * after that: it runs software that nobody has seen without IMDSv1. The others follow once it has soaked.
 */
export function behindCanary(view: KnownView, ready: readonly Candidate[]): readonly Candidate[] {
  const { canary, soak } = view.policy.enforcement;
  if (!canary) return ready;
  const soaked = inPhase(view.members, 'watched', 'secured').filter((each) => hasSoaked(each, soak));
  const proven = new Set(soaked.map(({ member }) => member.generation));
  const begun = inPhase(view.members, 'modifying', 'watched');
  const followers = ready.filter(({ member }) => proven.has(member.generation));
  if (soaked.length === 0 && begun.length > 0) return [];
  const known = new Set([...proven, ...begun.map(({ member }) => member.generation)]);
  const unproven = ready.filter(({ member }) => !known.has(member.generation));
  const canaries = new Map(
    unproven
      .toSorted((a, b) => preference(a, ready) - preference(b, ready) || byStart(a, b))
      .map((each) => [each.member.generation, each]),
  );
  const chosen = [...canaries.values()];
  return soaked.length === 0 ? chosen.slice(-1) : [...followers, ...chosen];
}

/** A rejected call breaks everything off before this is asked. A sign of life must have been seen for the whole soak. */
const hasSoaked = ({ member }: MemberView, soak: Duration): boolean =>
  member.phase === 'secured' ||
  (member.watch !== null && member.watch.rejected === 0 && member.watch.aliveHours * HOUR >= soak);

/** Not the only one in its zone, where there is a choice: what breaks there leaves others to serve. */
const preference = ({ facts }: Candidate, ready: readonly Candidate[]): number =>
  ready.filter((other) => other.facts.zone === facts.zone).length > 1 ? 1 : 0;

/** The most recently started last: its start is the freshest proof, and it is the likeliest to be seen again. */
const byStart = (a: Candidate, b: Candidate): number =>
  a.member.launchedAt - b.member.launchedAt || b.member.id.localeCompare(a.member.id);
