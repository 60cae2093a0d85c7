import type { Opening } from './drift.ts';
import type { Instant } from './time.ts';

/**
 * What may set a case in motion. A trigger says where to look and why; it is never evidence: facts decide.
 */
export type EventTrigger =
  /** CloudTrail RunInstances: those instances of one call that may answer IMDSv1, at least one. */
  | { readonly kind: 'launched'; readonly region: string; readonly instanceIds: readonly string[] }
  /** AWS Config judged an instance anew, whatever the verdict, or it left the rule's scope. */
  | { readonly kind: 'compliance'; readonly region: string; readonly instanceId: string }
  /** Security Hub imported a failed EC2.8 finding that nobody suppressed. */
  | { readonly kind: 'finding'; readonly region: string; readonly instanceId: string }
  | SuppressedTrigger
  | LoosenedTrigger
  /** Something in the region must be looked at without our being told what: its reconciliation becomes due. */
  | { readonly kind: 'reconcile'; readonly region: string; readonly because: 'instance-running' | 'response-omitted' };

/** Somebody suppressed a failed EC2.8 finding in Security Hub: they ask for an exception. It never grants one. */
export interface SuppressedTrigger {
  readonly kind: 'suppressed';
  readonly region: string;
  readonly instanceId: string;
  /** What they wrote of themselves; nobody vouches for it. */
  readonly actor: string;
  readonly reason: string;
}

/** CloudTrail ModifyInstanceMetadataOptions: somebody, not this stack, opened more than may have been open before. */
export interface LoosenedTrigger {
  readonly kind: 'loosened';
  readonly region: string;
  readonly instanceId: string;
  readonly eventId: string;
  /** When it was done, which is never now. */
  readonly at: Instant;
  /** The same for everything that one person, role or service can be. */
  readonly principal: string;
  /** What they did it with, in words. */
  readonly tool: string;
  /** At least one. */
  readonly what: readonly Opening[];
}

/** Why an event needs nothing done. Logged and counted by this name. */
export interface Ignored {
  readonly kind: 'ignored';
  readonly reason: IgnoredReason;
}

export type IgnoredReason =
  | 'another-account'
  | 'launch-failed'
  | 'change-failed'
  | 'dry-run'
  | 'own-change'
  | 'tightened'
  | 'already-required'
  | 'endpoint-disabled'
  | 'not-running'
  | 'another-resource-type'
  | 'another-rule'
  | 'another-control'
  | 'finding-not-failed'
  | 'finding-archived';

export const ignored = (reason: IgnoredReason): Ignored => ({ kind: 'ignored', reason });

export const isIgnored = (parsed: readonly EventTrigger[] | Ignored): parsed is Ignored => 'kind' in parsed;
