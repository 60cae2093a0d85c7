import type { Evidence, MemberUse, unknownReasons } from '../domain/evidence.ts';
import { type Duration, HOUR, type Instant, instant, minus, type Window } from '../domain/time.ts';

/** One member as far as its software is concerned. */
export interface Witness {
  readonly id: string;
  readonly generation: string;
  /** To be judged: present, and IMDSv1 is ours to switch off. Others may only vouch, or show use. */
  readonly candidate: boolean;
  readonly use: MemberUse | null;
}

export interface EvidenceRules {
  readonly lookback: Duration;
  readonly observe: Duration;
  readonly minimumCoverage: number;
  readonly start: 'required' | 'preferred';
}

export type UnknownReason = (typeof unknownReasons)[number];

export type Verdict =
  | { readonly state: 'zero'; readonly reason?: never }
  | { readonly state: 'used'; readonly reason?: never }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

export interface Judgement {
  readonly workload: Evidence;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

interface Bench {
  readonly witnesses: readonly Witness[];
  readonly window: Window;
  readonly rules: EvidenceRules;
  /** Calls up to then were ended by the owner and count no more; starts up to then prove nothing. */
  readonly endedUse: number;
}

/** Before every instant there is. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Judges a workload and each of its candidates. One user makes the workload used; unknown is never zero. */
export function judge(
  witnesses: readonly Witness[],
  rules: EvidenceRules,
  endedUse: Instant | null,
  now: Instant,
): Judgement {
  const window = { start: minus(now, rules.lookback), end: now };
  const bench: Bench = { witnesses, window, rules, endedUse: endedUse ?? NEVER };
  const candidates = witnesses.filter(({ candidate }) => candidate);
  const verdicts = new Map(candidates.map((witness) => [witness.id, verdictOf(witness, bench)]));
  const used = witnesses.filter((witness) => isUser(witness, bench));
  return { workload: evidenceOf(used, candidates, verdicts, bench), verdicts };
}

/**
 * A call inside the window, or in the first hour after the latest start however long ago that is: software that asks
 * only at boot will ask again at the next one. What is gone will not start again.
 */
function isUser({ use, candidate }: Witness, { window, endedUse }: Bench): boolean {
  if (use === null) return false;
  const inWindow = (use.lastUse ?? NEVER) > Math.max(minus(window.start, HOUR), endedUse);
  return inWindow || (candidate && use.start.calls > 0 && use.start.at > endedUse);
}

function verdictOf(witness: Witness, bench: Bench): Verdict {
  const { rules, witnesses } = bench;
  const { use } = witness;
  const unknown = (reason: UnknownReason): Verdict => ({ state: 'unknown', reason });
  if (isUser(witness, bench)) return { state: 'used' };
  if (use === null) return unknown('too-young');
  if (use.dormant) return unknown('stopped');
  if (use.hours.expected === 0) return unknown('too-young');
  if (use.hours.seen / use.hours.expected < rules.minimumCoverage) return unknown('coverage');

  const kin = witnesses.filter((other) => other.generation === witness.generation && !isUser(other, bench));
  if (spanOf(kin, bench) < rules.observe) return unknown('too-young');
  if (rules.start === 'required' && !kin.some((other) => startedCleanly(other.use, bench))) {
    return unknown('no-start-seen');
  }
  return { state: 'zero' };
}

/** From the first to the last point of a generation, in milliseconds; members that followed each other add up. */
function spanOf(kin: readonly Witness[], { window }: Bench): number {
  const recent = kin.flatMap(({ use }) =>
    use?.firstPoint && use.lastPoint && use.lastPoint > window.start ? [[use.firstPoint, use.lastPoint] as const] : [],
  );
  return Math.max(...recent.map(([, last]) => last)) - Math.min(...recent.map(([first]) => first));
}

const startedCleanly = (use: MemberUse | null, { endedUse }: Bench): boolean =>
  use?.start.seen === true && use.start.calls === 0 && use.start.at > endedUse;

const usesOf = (witnesses: readonly Witness[]): readonly MemberUse[] =>
  witnesses.flatMap(({ use }) => (use ? [use] : []));

/** The reason that keeps the workload longest comes first. */
const WORST_FIRST: readonly UnknownReason[] = ['coverage', 'no-start-seen', 'too-young', 'stopped'];

function evidenceOf(
  used: readonly Witness[],
  candidates: readonly Witness[],
  verdicts: ReadonlyMap<string, Verdict>,
  bench: Bench,
): Evidence {
  const all = [...verdicts.values()];
  const reasons = all.map(({ reason }) => reason);
  const state = used.length > 0 ? 'used' : all.some((verdict) => verdict.state === 'zero') ? 'zero' : 'unknown';
  const read = usesOf(bench.witnesses);
  const everyUse = read.flatMap(({ lastUse }) => (lastUse ? [lastUse] : []));
  const coverages = usesOf(candidates).flatMap(({ hours }) =>
    hours.expected > 0 ? [hours.seen / hours.expected] : [],
  );
  const starts = read.flatMap(({ start }) => (start.seen ? [start.at] : []));
  return {
    state,
    reason: state === 'unknown' ? (WORST_FIRST.find((reason) => reasons.includes(reason)) ?? 'no-members') : null,
    calls: usesOf(used).reduce((sum, { calls, start }) => sum + Math.max(calls, start.calls), 0),
    lastUse: everyUse.length > 0 ? instant(Math.max(...everyUse)) : null,
    window: bench.window,
    coverage: coverages.length > 0 ? Math.round(Math.min(...coverages) * 1000) / 1000 : null,
    startSeen: starts.length > 0 ? instant(Math.max(...starts)) : null,
    from: (used.length > 0 ? used : candidates.filter(({ use }) => use !== null)).slice(0, 25).map(({ id }) => id),
  };
}
