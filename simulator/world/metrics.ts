import type { SimInstance } from './instance.ts';

export type MetricName = 'MetadataNoToken' | 'MetadataNoTokenRejected' | 'CPUUtilization';

/** Times in milliseconds, `period` in seconds, `end` exclusive. */
export interface MetricQuery {
  readonly start: number;
  readonly end: number;
  readonly period: number;
  readonly now: number;
  /** Makes points disappear, as CloudWatch sometimes does, whatever their value: asked with the hour since the epoch. */
  readonly gaps?: ((instanceId: string, hourIndex: number) => boolean) | undefined;
  /** How many milliseconds after a call CloudWatch counts it; at once where it is left out. */
  readonly late?: ((instanceId: string) => number) | undefined;
}

/** `at` is the start of the bucket in milliseconds. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Basic monitoring publishes one sample for every five minutes, stamped with their start. */
const SAMPLE = 5 * MINUTE;

/**
 * The points CloudWatch has at `now`, ascending, computed from the instance's history. A sample is there as soon as
 * its five minutes have begun and grows until they are over; a bucket has a point when it holds a sample.
 *
 * MetadataNoToken exists, zeros included, while tokens were optional and the endpoint enabled; once tokens are required
 * only MetadataNoTokenRejected is published, and only where a call was refused.
 */
export function points(instance: SimInstance, metric: MetricName, query: MetricQuery): Point[] {
  const { now, gaps, late } = query;
  const countedAt = now - (late?.(instance.id) ?? 0);
  const found = ((): Point[] => {
    switch (metric) {
      case 'MetadataNoToken': {
        const { calls } = instance;
        return sampled(optionalSpans(instance), query, (from, to) =>
          countBetween(calls, from, Math.min(to, countedAt + 1)),
        );
      }
      case 'MetadataNoTokenRejected':
        return occurring(instance.rejected, query, countedAt);
      case 'CPUUtilization':
        return sampled(runSpans(instance), query, (from) => 2 + ((from / SAMPLE) % 11));
      default:
        return metric satisfies never;
    }
  })();
  return gaps === undefined ? found : found.filter(({ at }) => !gaps(instance.id, Math.floor(at / HOUR)));
}

/** The first index whose time is not before `at`, in ascending times. */
export function lowerBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every bucket that holds a sample of one of the spans, which ascend and do not overlap. */
function sampled(spans: readonly Span[], query: MetricQuery, value: (from: number, to: number) => number): Point[] {
  const { first, step, last } = buckets(query);
  const found: Point[] = [];
  let next = first;
  for (const span of spans) {
    const from = floorTo(span.start, SAMPLE);
    const to = Math.min(ceilTo(span.end, SAMPLE), floorTo(query.now, SAMPLE) + SAMPLE);
    let bucket = Math.max(next, first + floorTo(from - first, step));
    for (; bucket < last && bucket < to; bucket += step) {
      const sample = ceilTo(bucket, SAMPLE);
      if (Math.max(sample, from) >= Math.min(bucket + step, to)) continue;
      found.push({ at: bucket, value: value(sample, ceilTo(bucket + step, SAMPLE)) });
      next = bucket + step;
    }
  }
  return found;
}

/** Every bucket in which something occurred, without looking at the others. */
function occurring(times: readonly number[], query: MetricQuery, until: number): Point[] {
  const { first, step, last } = buckets(query);
  const found: Point[] = [];
  let index = lowerBound(times, ceilTo(first, SAMPLE));
  for (let at = times[index]; at !== undefined && at <= until; at = times[index]) {
    const bucket = first + floorTo(floorTo(at, SAMPLE) - first, step);
    if (bucket >= last) break;
    const next = lowerBound(times, Math.min(ceilTo(bucket + step, SAMPLE), until + 1));
    found.push({ at: bucket, value: next - index });
    index = next;
  }
  return found;
}

/**
 * The grid is laid from the query's start, which CloudWatch rounds down the further the longer ago it is. What is
 * older than points of this period are kept for is not there: 60 s 15 days, 300 s 63 days, 3,600 s 455 days.
 */
function buckets({ start, end, period, now }: MetricQuery): { first: number; step: number; last: number } {
  const step = period * 1000;
  const age = now - start;
  const origin = floorTo(start, age < 15 * DAY ? MINUTE : age < 63 * DAY ? SAMPLE : HOUR);
  const kept = period % 3600 === 0 ? 455 * DAY : period % 300 === 0 ? 63 * DAY : 15 * DAY;
  return { first: origin + Math.max(0, ceilTo(now - kept - origin, step)), step, last: Math.min(end, now + 1) };
}

const runSpans = (instance: SimInstance): Span[] =>
  instance.runs.map(({ start, end }) => ({ start, end: end ?? Number.MAX_SAFE_INTEGER }));

function optionalSpans(instance: SimInstance): Span[] {
  const optional = stretches(instance.tokenChanges, ({ tokens }) => tokens === 'optional');
  const enabled = stretches(instance.endpointChanges, ({ endpoint }) => endpoint === 'enabled');
  return overlap(overlap(runSpans(instance), optional), enabled);
}

/** The times in which a value that changes at `from` fits. */
function stretches<C extends { readonly from: number }>(changes: readonly C[], fits: (change: C) => boolean): Span[] {
  return changes.flatMap((change, index) =>
    fits(change) ? [{ start: change.from, end: changes[index + 1]?.from ?? Number.MAX_SAFE_INTEGER }] : [],
  );
}

const overlap = (some: readonly Span[], others: readonly Span[]): Span[] =>
  some.flatMap((one) =>
    others
      .map((other) => ({ start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) }))
      .filter(({ start, end }) => start < end),
  );

const countBetween = (times: readonly number[], from: number, to: number): number =>
  times.length === 0 ? 0 : Math.max(0, lowerBound(times, to) - lowerBound(times, from));
const floorTo = (at: number, step: number): number => Math.floor(at / step) * step;
const ceilTo = (at: number, step: number): number => Math.ceil(at / step) * step;
