import type { InstanceFacts } from './instance.ts';

export interface Grouping {
  readonly workloadTags: readonly string[];
  readonly ownerTags: readonly string[];
}

type Tags = Readonly<Record<string, string>>;

/** CodeDeploy's blue/green deployments name every new group `CodeDeploy_<deployment group>_d-<id>`. */
const CODE_DEPLOY_SUFFIX = /_d-[0-9A-Z]{9}$/;

const firstTag = (tags: Tags, keys: readonly string[]): { key: string; value: string } | null => {
  for (const key of keys) {
    const value = tags[key];
    if (value !== undefined && value !== '') return { key, value };
  }
  return null;
};

/** The value of the first owner tag that the instance carries. */
export const ownerOf = (tags: Tags, ownerTags: readonly string[]): string | null =>
  firstTag(tags, ownerTags)?.value ?? null;

/** The unit people own, by the first that applies; the order is DESIGN's: what people named before what AWS knows. */
export function workloadOf(facts: Pick<InstanceFacts, 'id' | 'tags' | 'launchTemplate'>, by: Grouping): string {
  const { tags } = facts;
  const named = firstTag(tags, by.workloadTags);
  if (named) return `tag:${named.key}=${named.value}`;
  const cluster = tags['eks:cluster-name'];
  const nodeGroup = tags['eks:nodegroup-name'];
  if (cluster && nodeGroup) return `eks:${cluster}/${nodeGroup}`;
  const nodePool = tags['karpenter.sh/nodepool'];
  if (nodePool) return `karpenter:${nodePool}`;
  const group = tags['aws:autoscaling:groupName'];
  if (group) return `asg:${group.replace(CODE_DEPLOY_SUFFIX, '')}`;
  if (facts.launchTemplate) {
    const owner = ownerOf(tags, by.ownerTags);
    return owner === null ? `lt:${facts.launchTemplate.id}` : `lt:${facts.launchTemplate.id}/${owner}`;
  }
  return `i:${facts.id}`;
}

export const caseIdOf = (region: string, workload: string): string => `${region}/${workload}`;

/** Members with the same generation run the same software and may vouch for each other. A single vouches for nobody. */
export const generationOf = (facts: Pick<InstanceFacts, 'imageId' | 'launchTemplate'>): string =>
  `${facts.imageId}/${facts.launchTemplate?.id ?? '-'}/${facts.launchTemplate?.version ?? '-'}`;

const CONTAINER_HOST_TAGS = ['eks:cluster-name', 'eks:nodegroup-name', 'AmazonECSManaged'];
const CONTAINER_HOST_PREFIXES = [
  'kubernetes.io/cluster/',
  'k8s.io/cluster-autoscaler/',
  'alpha.eksctl.io/',
  'karpenter.sh/',
];

/**
 * Does it carry a container platform's tag? Containers are one network hop further away, so at hop limit 1 they reach
 * IMDSv1 but not IMDSv2. Hosts registered by hand carry no tag and are not recognised.
 */
export const isContainerHost = (tags: Tags): boolean =>
  Object.keys(tags).some(
    (key) => CONTAINER_HOST_TAGS.includes(key) || CONTAINER_HOST_PREFIXES.some((prefix) => key.startsWith(prefix)),
  );

/** A container host from which containers reach IMDSv1 but not IMDSv2. */
export const isShortOfHops = ({ options, tags }: Pick<InstanceFacts, 'options' | 'tags'>): boolean =>
  options.hopLimit < 2 && isContainerHost(tags);
