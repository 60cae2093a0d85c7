import type { InstanceFacts } from '../domain/instance.ts';
import { NO_CALENDAR } from '../domain/permission.ts';
import { floorTo, HOUR, type Instant, instant } from '../domain/time.ts';
import { pointsIn } from '../evidence/hours.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { Broken } from './document.ts';
import { enrolled } from './enrolled.ts';
import { metricsFrom, type Remembered } from './remembered.ts';
import { settleCase } from './settle.ts';
import { FREE, type Seen, sourcesFor } from './sources.ts';

/** What one workload adds to the look back. */
export interface Replayed {
  readonly enforced: number;
  readonly notReplayed: number;
  readonly unreadable: number;
  readonly broken: readonly Broken[];
}

/** A moment between two points, so that what was seen then and what came after are told apart exactly. */
export const replayAt = (now: Instant, back: number): Instant => floorTo(instant(now - back), HOUR);

/**
 * What the policy would have decided about a workload at `at`, by the same code at a clock that is set back, from
 * nothing but what could be seen then. It opens the case anew, since nothing tells what was granted or paused then;
 * and an instance that was started since is left out, since nothing tells what it was then.
 */
export async function replayCase(
  caseId: string,
  instances: readonly InstanceFacts[],
  remembered: Remembered,
  seen: Seen,
  policies: PolicyFile,
  at: Instant,
): Promise<Replayed> {
  const there = instances.filter(({ launchedAt }) => launchedAt <= at).map((facts) => asOf(facts, at));
  const loaded = enrolled(caseId, there, null, policies, at);
  const notReplayed = instances.length - there.length;
  if (loaded === null) return { enforced: 0, notReplayed, unreadable: 0, broken: [] };
  const found = new Map(there.map((facts) => [facts.id, facts]));
  const sources = sourcesFor(
    { exceptions: { known: [] }, controls: { known: FREE }, calendar: async () => ({ known: NO_CALENDAR }) },
    { ...seen, found },
    metricsFrom(remembered, at),
    at,
  );
  const { instances: planned } = await settleCase(sources, loaded, policies, 'fresh');
  const enforced = planned.filter(({ verdict }) => verdict === 'enforce');
  const broken = enforced.flatMap(({ instanceId, region, workload }): readonly Broken[] => {
    const uses = usesSince(remembered, instanceId, at);
    const [first] = uses;
    if (first === undefined) return [];
    const calls = uses.reduce((sum, { value }) => sum + value, 0);
    return [{ instanceId, region, workload, calls, firstUse: first.at }];
  });
  const unreadable = there.filter(({ id }) => 'unreadable' in (remembered.hours.get(id) ?? {})).length;
  return { enforced: enforced.length, notReplayed, unreadable, broken };
}

function usesSince({ hours }: Remembered, id: string, at: Instant) {
  const read = hours.get(id);
  if (read === undefined || 'unreadable' in read) return [];
  return pointsIn(read.known, at, Number.POSITIVE_INFINITY).filter(({ value }) => value > 0);
}

/** What is stopped now was running then, unless EC2 dates the stop before it, or does not date it. */
function asOf(facts: InstanceFacts, at: Instant): InstanceFacts {
  if (facts.stoppedAt === null || facts.stoppedAt <= at) return facts;
  return { ...facts, state: 'running', stoppedAt: null };
}
