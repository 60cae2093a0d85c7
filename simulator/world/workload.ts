import type { SimInstance } from './instance.ts';
import type { Use } from './software.ts';

/** What people own together, as it really is. The product has to find it out by tags. */
export interface Workload {
  readonly name: string;
  readonly kind: Kind;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly launchTemplate: string | undefined;
  readonly hopLimit: number;
  /** Launched with httpTokens=required from the start. */
  readonly hardened: boolean;
  readonly endpointDisabled: boolean;
  readonly managedBy: string | undefined;
  readonly use: Use;
  /** Whether its owner takes IMDSv1 out of the software once told. */
  readonly fixes: boolean;
  /** An Auto Scaling group that adds a member every working day and takes one away in the evening. */
  readonly scales: boolean;
  /** Every how many milliseconds a member is replaced; Infinity for never. */
  readonly replacedEvery: number;
  /** Rises with every rollout of a new image. */
  generation: number;
  /** When its owner took IMDSv1 out; new members call no more. */
  fixedAt: number | undefined;
  readonly members: Member[];
}

export type Kind = 'auto-scaling' | 'node-group' | 'template' | 'single' | 'nightly' | 'stopped' | 'runner';

/** Whoever launches its members launches others in their place. */
export const isGroup = (kind: Kind): boolean => kind === 'auto-scaling' || kind === 'node-group';
/** Its members come from a launch template. */
export const isTemplated = (kind: Kind): boolean => isGroup(kind) || kind === 'template';

export interface Member {
  readonly instance: SimInstance;
  readonly workload: Workload;
  readonly generation: number;
  /** Share of the period at which its timers strike. */
  readonly phase: number;
  /** Its software calls IMDSv1 no more. */
  fixed: boolean;
  /** What AWS Config last said of it; undefined when it never did, null where it is not recorded. */
  recorded: 'COMPLIANT' | 'NON_COMPLIANT' | undefined | null;
}

export const alive = (member: Member): boolean => member.instance.terminatedAt === undefined;
export const living = (workload: Workload): Member[] => workload.members.filter(alive);
export const imageOf = (workload: Workload): string => `ami-${hash(`${workload.name}@${workload.generation}`)}`;

/** Seventeen hexadecimal digits, as in AWS's ids, that always stand for the same text. */
export function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
    low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
  }
  const digits = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
  return `0${digits(high ^ (low >>> 15))}${digits(low ^ (high >>> 13))}`;
}
