import type { MemberUse } from '../domain/evidence.ts';
import {
  between,
  ceilTo,
  DAY,
  type Duration,
  duration,
  earliest,
  floorTo,
  HOUR,
  type Instant,
  instant,
  latest,
  MINUTE,
  minus,
  plus,
  type Window,
} from '../domain/time.ts';

/** One hour of a metric; `at` is the hour's start. */
export interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** What was read of one instance's metric. */
export interface Reading {
  readonly window: Window;
  readonly points: readonly Point[];
  /** The hours of the latest start, where that lies before the window and was asked for; else null. */
  readonly startPoints: readonly Point[] | null;
}

/** When the instance ran last. `stoppedAt` is null while it runs, and also where EC2 does not say when it stopped. */
export interface Run {
  readonly launchedAt: Instant;
  readonly stoppedAt: Instant | null;
  readonly stopped: boolean;
}

/** CloudWatch may still change the newest five-minute samples; twice that is never taken for zero. */
const UNSETTLED = duration(10 * MINUTE);

/** CloudWatch keeps points of one hour for 455 days; a start before that can no longer be seen. */
const RETENTION = duration(455 * DAY);

/** The end of the last whole hour whose point no longer changes. */
export const settledUntil = (now: Instant): Instant => floorTo(minus(now, UNSETTLED), HOUR);

/** The next moment at which an hour settles that had not settled at `at`: cases looked at then share their reads. */
export const nextSettling = (at: Instant): Instant => plus(plus(settledUntil(at), HOUR), UNSETTLED);

/** Whole hours, so that every point is an hour of the clock; the newest, still growing one is asked for too. */
export const windowFor = (now: Instant, lookback: Duration): Window => ({
  start: ceilTo(minus(now, lookback), HOUR),
  end: ceilTo(plus(now, duration(1)), HOUR),
});

/** The clock hours that hold the first hour after a start: two, unless it fell on the hour. */
export const startWindow = (launchedAt: Instant): Window => ({
  start: floorTo(launchedAt, HOUR),
  end: ceilTo(plus(launchedAt, HOUR), HOUR),
});

/** Must the latest start be asked for apart from the window, and can it still be? */
export const startNeedsReading = (launchedAt: Instant, window: Window, now: Instant): boolean =>
  floorTo(launchedAt, HOUR) < window.start && launchedAt > minus(now, RETENTION);

/** From when on the newest start of an instance can be judged. */
export const startSettledAt = (launchedAt: Instant): Instant => plus(startWindow(launchedAt).end, UNSETTLED);

/**
 * Sums up one reading. Hours before the latest start count when they were seen and are never missed: the instance may
 * have been stopped. Hours after a stop that EC2 dates are not expected; an undated stop leaves them missing, because
 * nothing says that they were quiet.
 */
export function summarise(run: Run, reading: Reading, previous: MemberUse | null, now: Instant): MemberUse {
  const { points, window } = reading;
  const settled = settledUntil(now);
  const seen = points.filter(({ at }) => plus(at, HOUR) <= settled);
  const used = points.filter(({ value }) => value > 0);
  const start = startOf(run, reading, previous, settled);

  const from = ceilTo(latest(run.launchedAt, window.start), HOUR);
  const to = earliest(settled, floorTo(run.stoppedAt ?? settled, HOUR));
  const uses = [...used.map(({ at }) => at), ...(previous?.lastUse ? [previous.lastUse] : []), ...start.uses];
  return {
    readAt: now,
    since: window.start,
    calls: used.reduce((sum, { value }) => sum + value, 0),
    lastUse: maximum(uses),
    firstPoint: minimum(seen.map(({ at }) => at)),
    lastPoint: maximum(seen.map(({ at }) => plus(at, HOUR))),
    hours: {
      seen: seen.filter(({ at }) => at >= from && at < to).length,
      expected: Math.floor(between(from, to) / HOUR),
    },
    start: { at: run.launchedAt, seen: start.seen, calls: start.calls },
    dormant: run.stopped && points.length === 0,
  };
}

interface SeenStart {
  readonly seen: boolean;
  readonly calls: number;
  readonly uses: readonly Instant[];
}

/** The first hour counts as seen only when every clock hour it touches has a settled point. */
function startOf(run: Run, reading: Reading, previous: MemberUse | null, settled: Instant): SeenStart {
  const { start, end } = startWindow(run.launchedAt);
  const inside = start >= reading.window.start ? reading.points : reading.startPoints;
  if (inside === null) {
    const known = previous?.start.at === run.launchedAt ? previous.start : null;
    return { seen: known?.seen ?? false, calls: known?.calls ?? 0, uses: [] };
  }
  const points = inside.filter(({ at }) => at >= start && at < end);
  return {
    seen: end <= settled && points.length === Math.round((end - start) / HOUR),
    calls: points.reduce((sum, { value }) => sum + value, 0),
    uses: points.filter(({ value }) => value > 0).map(({ at }) => at),
  };
}

const maximum = (instants: readonly Instant[]): Instant | null =>
  instants.length === 0 ? null : instant(instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));

const minimum = (instants: readonly Instant[]): Instant | null =>
  instants.length === 0 ? null : instant(instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
