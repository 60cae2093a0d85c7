import type { Brief } from '../domain/brief.ts';
import type { Exception } from '../domain/permission.ts';

/** What one owner is waited for. */
export interface Waiting {
  readonly owner: string | null;
  /** Those whose deadline runs, the soonest first. */
  readonly grace: readonly Brief[];
  readonly blocked: readonly Brief[];
  /** Requests made in the owner's name that no operator has decided. */
  readonly requests: number;
}

/** The longest there first. */
export const oldest = (briefs: readonly Brief[]) => briefs.toSorted((a, b) => a.since - b.since);

/** By owner, the one with the soonest deadline first. */
export function waitingOf(briefs: readonly Brief[], requests: readonly Exception[]): readonly Waiting[] {
  const graces = Map.groupBy(
    briefs.filter(({ state, until }) => state === 'grace' && until !== null),
    ({ owner }) => owner,
  );
  const blocks = Map.groupBy(
    briefs.filter(({ state }) => state === 'blocked'),
    ({ owner }) => owner,
  );
  const asked = Map.groupBy<string | null, Exception>(requests, ({ owner }) => owner);
  const owners = new Set([...graces.keys(), ...blocks.keys(), ...asked.keys()]);
  return [...owners]
    .map((owner) => ({
      owner,
      grace: (graces.get(owner) ?? []).toSorted((a, b) => deadlineOf(a) - deadlineOf(b)),
      blocked: oldest(blocks.get(owner) ?? []),
      requests: asked.get(owner)?.length ?? 0,
    }))
    .toSorted((a, b) => firstOf(a) - firstOf(b) || b.blocked.length - a.blocked.length);
}

const deadlineOf = ({ until }: Brief): number => until ?? Number.MAX_VALUE;
const firstOf = ({ grace: [first] }: Waiting): number => (first === undefined ? Number.MAX_VALUE : deadlineOf(first));
