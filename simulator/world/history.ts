import type { Run } from './instance.ts';
import type { Random } from './random.ts';
import { BEFORE_END, callTimes, DAY, HOUR, MINUTE, type Use } from './software.ts';
import { isGroup, type Member, type Workload } from './workload.ts';

/** The calls that a member which is there at the start has made. Of those with a single call, the first made it. */
export function historyOf(member: Member, runs: readonly Run[], index: number, now: number): number[] {
  const { workload, phase } = member;
  if (workload.use.kind === 'once' && index > 0) return [];
  return pastCalls(workload.use, phase, runs, now);
}

/** When an instance that is there at the start has been running. */
export function pastRuns(workload: Workload, now: number, random: Random): Run[] {
  if (workload.kind === 'stopped') {
    const end = now - random.between(20, 60) * DAY;
    return [{ start: end - random.between(1, 300) * DAY, end }];
  }
  if (workload.kind === 'nightly') {
    // From eight to twenty, every day; it is midnight now.
    return Array.from({ length: random.between(18, 60) }, (_, index) => now - (index + 1) * DAY)
      .reverse()
      .map((day) => ({ start: day + 8 * HOUR, end: day + 20 * HOUR }));
  }
  const grouped = isGroup(workload.kind);
  // Who is to surprise must have been there long enough to be trusted.
  const least = workload.use.kind === 'first-ever' ? 10 : 1;
  const days = grouped ? random.between(least, 40) : random.between(Math.max(3, least), 400);
  return [{ start: now - days * DAY + random.between(0, 23 * 60) * MINUTE }];
}

/** How far back a call can matter: evidence looks back fourteen days. */
const HISTORY = 16 * DAY;

/** The calls that an instance made before `now`: the last days, and the first hour after each start. */
function pastCalls(use: Use, phase: number, runs: readonly { start: number; end?: number }[], now: number): number[] {
  if (use.kind === 'shutdown')
    return runs.flatMap(({ end = now }) => (end < now && end > now - HISTORY ? [end - BEFORE_END] : []));
  const times = runs.flatMap((run) => {
    const whole = { start: run.start, end: Math.min(run.end ?? now, now) };
    const firstHour = { start: run.start, end: Math.min(whole.end, run.start + HOUR) };
    return [
      ...callTimes(use, phase, firstHour, run.start),
      ...callTimes(use, phase, whole, Math.max(firstHour.end, now - HISTORY)),
    ];
  });
  return times.toSorted((a, b) => a - b);
}
