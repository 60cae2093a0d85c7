import * as z from 'zod/mini';
import type { Instant } from './time.ts';

/** The metadata options of an instance, as DescribeInstances shows them. */
export const metadataOptionsSchema = z.readonly(
  z.object({
    tokens: z.enum(['optional', 'required']),
    endpoint: z.enum(['enabled', 'disabled']),
    hopLimit: z.int(),
    /** `pending` after a change until EC2 says it has taken effect. */
    state: z.enum(['pending', 'applied']),
  }),
);
export type MetadataOptions = z.infer<typeof metadataOptionsSchema>;

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** What EC2 says of one instance now. */
export interface InstanceFacts {
  readonly id: string;
  readonly region: string;
  readonly state: InstanceState;
  /** EC2's LaunchTime: the latest start, not the first. */
  readonly launchedAt: Instant;
  /** When it was stopped, where StateTransitionReason tells; else null. */
  readonly stoppedAt: Instant | null;
  readonly imageId: string;
  /** The availability zone; null where EC2 does not say. */
  readonly zone: string | null;
  readonly launchTemplate: { readonly id: string; readonly version: string } | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Who operates it when a service does (EKS Auto Mode, ECS Managed Instances): its settings are not ours to change. */
  readonly managedBy: string | null;
  readonly options: MetadataOptions;
}

/** The region's GetInstanceMetadataDefaults, as far as it decides whether a change can be taken back. */
export interface RegionDefaults {
  readonly tokens: 'optional' | 'required' | 'no-preference';
  /** `enabled`: EC2 refuses to set `optional` on an instance, so a rollback is impossible here. */
  readonly tokensEnforced: boolean;
  readonly managedBy: 'account' | 'declarative-policy';
}

/** Still there, so that it can use IMDS again. */
export const isLive = (facts: InstanceFacts): boolean =>
  facts.state !== 'terminated' && facts.state !== 'shutting-down';

/** IMDSv1 answers, and switching it off is ours to do. */
export const isEligible = (facts: InstanceFacts): boolean =>
  isLive(facts) &&
  facts.options.tokens === 'optional' &&
  facts.options.endpoint === 'enabled' &&
  facts.managedBy === null;
