import type { Metrics } from '../aws/cloudwatch.ts';
import type { MetricQuery } from '../aws/plan-calls.ts';
import type { Read } from '../domain/codecs.ts';
import { type Hours, pointsIn } from '../evidence/hours.ts';
import type { Point } from '../evidence/summarise.ts';

/** What was read once of some instances. */
export interface Remembered {
  /** MetadataNoToken over one long window, by instance. */
  readonly hours: ReadonlyMap<string, Read<Hours>>;
  /** Everything else that is asked about them, by the key of its query: old starts, watches. */
  readonly scattered: ReadonlyMap<string, Read<readonly Point[]>>;
}

export const NOTHING: Remembered = { hours: new Map(), scattered: new Map() };

/**
 * Answers from what was read once, as of any moment in it: nothing from `until` on is shown, so that a look back sees
 * what could be seen then. What was not read is unreadable.
 */
export const metricsFrom = (remembered: Remembered, until: number = Number.POSITIVE_INFINITY): Metrics => ({
  hourly: async (_region, queries) => new Map(queries.map((query) => [query.key, answer(remembered, until, query)])),
});

function answer({ hours, scattered }: Remembered, until: number, query: MetricQuery): Read<readonly Point[]> {
  const { start, end } = query.window;
  const found = scattered.get(query.key);
  if (found !== undefined) return found;
  const read = query.metric === 'MetadataNoToken' ? hours.get(query.instanceId) : undefined;
  if (read === undefined) return { unreadable: 'it was not read' };
  if ('unreadable' in read) return read;
  return start < read.known.start
    ? { unreadable: 'it was not read' }
    : { known: pointsIn(read.known, start, Math.min(end, until)) };
}
