import { sumOf } from './domain/brief.ts';
import type { State } from './domain/state-of.ts';
import type { CountName, Services } from './services.ts';

/** What the dashboard shows of the workloads that have an open case. */
export const workloadsIn = {
  observing: 'WorkloadsObserving',
  grace: 'WorkloadsInGrace',
  excepted: 'WorkloadsExcepted',
  blocked: 'WorkloadsBlocked',
  enforcing: 'WorkloadsEnforcing',
  watching: 'WorkloadsWatched',
  secured: 'WorkloadsSecured',
} as const satisfies Record<Exclude<State, 'closed'>, CountName>;

/** One query; where it fails nothing is counted, and the next hour counts again. */
export async function countFleet({ cases, log }: Services): Promise<{ readonly workloads: number }> {
  const briefs = await cases.briefs();
  const states = briefs.map(({ state }) => state);
  for (const [state, name] of Object.entries(workloadsIn))
    log.count(name, states.filter((each) => each === state).length);
  const { optional, secured } = sumOf(briefs);
  log.count('InstancesOptional', optional);
  log.count('InstancesSecured', secured);
  return { workloads: briefs.length };
}
