import { type InstanceFacts, isLive } from '../domain/instance.ts';
import { isContainerHost } from '../domain/workload.ts';
import type { MemberView } from './view.ts';

type Tags = InstanceFacts['tags'];

export type Launcher =
  | { readonly kind: 'node-group'; readonly cluster: string; readonly name: string }
  | { readonly kind: 'node-pool' | 'auto-scaling-group'; readonly name: string };

/** What launches instances: fixing them alone is undone by the next launch. */
export interface Origin {
  readonly launcher: Launcher | null;
  readonly template: { readonly id: string; readonly version: string } | null;
  /** What new instances need to be given: never less than these have, and 2 where containers ask; null for the default. */
  readonly hopLimit: number | null;
  readonly instanceIds: readonly string[];
}

/** Those whose instances came up allowing IMDSv1, except where a later version of the template already launches without. */
export function openOrigins(members: readonly MemberView[]): readonly Origin[] {
  const live = members.flatMap(({ member, facts }) =>
    facts !== null && isLive(facts) && facts.options.endpoint === 'enabled' && facts.managedBy === null
      ? [{ facts, cameUpOpen: facts.options.tokens === 'optional' || member.enforcement !== null }]
      : [],
  );
  const open = live.filter(
    ({ facts, cameUpOpen }) =>
      cameUpOpen && !live.some((other) => !other.cameUpOpen && isLaterVersion(other.facts, facts)),
  );
  const groups = Map.groupBy(open, ({ facts }) => keyOf(facts));
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ facts: first }) => ({
      launcher: launcherOf(first.tags),
      template: first.launchTemplate,
      hopLimit: hopLimitFor(group.map(({ facts }) => facts)),
      instanceIds: group.map(({ facts }) => facts.id),
    })),
  );
}

function hopLimitFor(instances: readonly InstanceFacts[]): number | null {
  const highest = Math.max(
    ...instances.map(({ tags, options }) => (isContainerHost(tags) ? Math.max(2, options.hopLimit) : options.hopLimit)),
  );
  return highest > 1 ? highest : null;
}

const isLaterVersion = (later: InstanceFacts, earlier: InstanceFacts): boolean =>
  later.launchTemplate !== null &&
  later.launchTemplate.id === earlier.launchTemplate?.id &&
  Number(later.launchTemplate.version) > Number(earlier.launchTemplate.version);

const keyOf = ({ tags, launchTemplate }: InstanceFacts): string =>
  JSON.stringify([launcherOf(tags), launchTemplate?.id, launchTemplate?.version]);

function launcherOf(tags: Tags): Launcher | null {
  const cluster = tags['eks:cluster-name'];
  const nodeGroup = tags['eks:nodegroup-name'];
  if (cluster && nodeGroup) return { kind: 'node-group', cluster, name: nodeGroup };
  const nodePool = tags['karpenter.sh/nodepool'];
  if (nodePool) return { kind: 'node-pool', name: nodePool };
  const group = tags['aws:autoscaling:groupName'];
  return group ? { kind: 'auto-scaling-group', name: group } : null;
}
