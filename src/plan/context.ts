import type { Metrics } from '../aws/cloudwatch.ts';
import type { Ec2 } from '../aws/ec2.ts';
import type { Gate } from '../aws/gate.ts';
import type { ReadHours } from '../aws/hours.ts';
import type { Listed } from '../aws/listing.ts';
import type { Read } from '../domain/codecs.ts';
import type { Calendar, Controls, Exception } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import type { PolicyFile } from '../policy/resolve.ts';
import type { LoadedCase } from '../store/case-store.ts';

/** What a deployed stack knows of a region's cases. */
export interface Stored {
  readonly claims: (region: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly load: (caseId: string) => Promise<LoadedCase | null>;
}

/** Seen by whoever waits: how far each region is. */
export interface Progress {
  readonly listed: (region: string, instances: number) => void;
  readonly toRead: (region: string, instances: number) => void;
  readonly read: (region: string, instances: number) => void;
}

/** Everything that a plan reads with, and what holds in every region. */
export interface Context {
  readonly now: Instant;
  readonly policies: PolicyFile;
  /** All instances of a region that are there, each once, in no order. */
  readonly list: (region: string, take: (page: Listed) => void) => Promise<void>;
  readonly ec2: Pick<Ec2, 'defaults'>;
  readonly metrics: Metrics;
  readonly readHours: ReadHours;
  /** Null where nothing is deployed, or nothing of it could be found. */
  readonly stored: Stored | null;
  readonly exceptions: Read<readonly Exception[]>;
  readonly controls: Read<Controls>;
  readonly calendar: (name: string, at: Instant) => Promise<Read<Calendar>>;
  /** Tags that a decision may rest on. */
  readonly isOfUse: (key: string) => boolean;
  /** From when on the policy is played again; null where it is not. */
  readonly at: Instant | null;
  readonly reads: Gate;
  readonly loads: Gate;
  readonly progress: Progress;
  /** @throws when whoever started it wants no more. */
  readonly goOn: () => void;
}
