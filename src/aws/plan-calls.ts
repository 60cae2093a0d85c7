import { duration, HOUR, type Instant, instant, type Window } from '../domain/time.ts';

/** One metric of one instance over whole hours; `key` finds the answer again. */
export interface MetricQuery {
  readonly key: string;
  readonly instanceId: string;
  readonly metric: 'MetadataNoToken' | 'MetadataNoTokenRejected' | 'CPUUtilization';
  readonly window: Window;
}

export interface MetricCall {
  readonly window: Window;
  readonly queries: readonly MetricQuery[];
}

/** GetMetricData: at most 500 queries and 100,800 datapoints a call. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;

/**
 * Puts queries together into as few calls as fit. A call has one window for all its queries, so those that lie near
 * each other go together, and a query may be given more hours than it asked for; the reader cuts them off.
 */
export function planCalls(queries: readonly MetricQuery[]): readonly MetricCall[] {
  const inOrder = [...queries].sort((a, b) => a.window.start - b.window.start || a.window.end - b.window.end);
  const calls: { start: Instant; end: Instant; queries: MetricQuery[] }[] = [];
  for (const query of inOrder) {
    const call = calls.at(-1);
    const end = instant(Math.max(call?.end ?? 0, query.window.end));
    if (call && fits(call.queries.length + 1, duration(end - call.start))) {
      call.queries.push(query);
      call.end = end;
    } else {
      calls.push({ start: query.window.start, end: query.window.end, queries: [query] });
    }
  }
  return calls.map(({ start, end, queries: together }) => ({ window: { start, end }, queries: together }));
}

/** How many queries of such a length one call can hold. */
export const mostOf = ({ start, end }: Window): number =>
  Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_POINTS / Math.ceil((end - start) / HOUR))));

const fits = (queries: number, length: number): boolean =>
  queries <= MOST_QUERIES && queries * Math.ceil(length / HOUR) <= MOST_POINTS;
