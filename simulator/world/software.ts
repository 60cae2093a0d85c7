import { runsAt, type SimInstance } from './instance.ts';
import { lowerBound } from './metrics.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How the software of a workload uses IMDSv1. The same for all its members; only the phase differs. */
export type Use =
  | { readonly kind: 'none' }
  | { readonly kind: 'every'; readonly period: number }
  /** Within the first minutes after each start. */
  | { readonly kind: 'boot' }
  /** Once, each time it is stopped or ended. */
  | { readonly kind: 'shutdown' }
  /** One call of one member, before the run. */
  | { readonly kind: 'once'; readonly at: number }
  /** No use at all until then, and nothing that could have told: one call of each member that is running. */
  | { readonly kind: 'first-ever'; readonly at: number };

const AFTER_BOOT = [40_000, 150_000];
/** The last call of what asks as it shuts down, before its run is over. */
export const BEFORE_END = 1_000;

/** The times in [from, to) at which a member in one run would call, ascending. `phase` is a share of the period. */
export function callTimes(use: Use, phase: number, run: { start: number; end: number }, from: number): number[] {
  switch (use.kind) {
    case 'boot':
      return AFTER_BOOT.map((after) => run.start + after + Math.floor(phase * 30_000)).filter(
        (at) => at >= from && at < run.end,
      );
    case 'every': {
      const times: number[] = [];
      const first = Math.max(from, run.start + MINUTE);
      for (let at = nextCall(use.period, phase, first); at < run.end; at += use.period) times.push(at);
      return times;
    }
    case 'once':
      return use.at >= Math.max(from, run.start) && use.at < run.end ? [use.at] : [];
    // No run knows beforehand when it will end.
    case 'shutdown':
    case 'first-ever':
    case 'none':
      return [];
  }
}

/** The first moment at or after `from` that the member's timer strikes: timers go by the clock on the wall. */
export function nextCall(period: number, phase: number, from: number): number {
  const offset = Math.floor(phase * period);
  return Math.ceil((from - offset) / period) * period + offset;
}

/** Whether one of the ascending `times` lies in [from, to). */
export function anyIn(times: readonly number[], from: number, to: number): boolean {
  const next = times[lowerBound(times, from)];
  return next !== undefined && next < to;
}

/** Still running the run that began at `launchTime`. */
export const sameRun = (instance: SimInstance, launchTime: number, at: number): boolean =>
  instance.launchTime === launchTime && instance.terminatedAt === undefined && runsAt(instance, at);
