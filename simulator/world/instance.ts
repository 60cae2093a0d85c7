export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
export type HttpTokens = 'optional' | 'required';
export type Switch = 'enabled' | 'disabled';

/** One stretch of time in which the instance ran; without `end` it still does. Milliseconds, end exclusive. */
export interface Run {
  readonly start: number;
  end?: number;
}

/** What ModifyInstanceMetadataOptions can change. */
export interface MetadataSettings {
  httpTokens: HttpTokens;
  httpEndpoint: Switch;
  httpPutResponseHopLimit: number;
  httpProtocolIpv6: Switch;
  instanceMetadataTags: Switch;
}

/** A change; what is undefined stays as it is. */
export type MetadataChange = { readonly [K in keyof MetadataSettings]?: MetadataSettings[K] | undefined };

/** `applied` once `appliesAt` has passed; until then the instance metadata service still behaves as before. */
interface MetadataOptions extends MetadataSettings {
  state: 'pending' | 'applied';
  appliesAt: number;
}

/** The truth about one instance. All times are milliseconds since the epoch. */
export interface SimInstance {
  readonly id: string;
  readonly region: string;
  readonly imageId: string;
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  readonly tags: Record<string, string>;
  readonly zone: string;
  readonly instanceType: string;
  /** As of the last reading through the inventory, which settles what time alone changes. */
  state: InstanceState;
  /** The latest start: EC2 resets LaunchTime when a stopped instance is started. */
  launchTime: number;
  readonly runs: Run[];
  /** The text of StateTransitionReason, such as `User initiated (2026-03-05 22:00:00 GMT)`. */
  stopReason?: string;
  terminatedAt?: number;
  /** What the scaling activity of its group gives as the cause. */
  removedBecause?: string;
  readonly options: MetadataOptions;
  /** Ascending; each holds from its moment of taking effect. */
  readonly tokenChanges: { readonly from: number; readonly tokens: HttpTokens }[];
  readonly endpointChanges: { readonly from: number; readonly endpoint: Switch }[];
  /** Present when an AWS service manages the instance; nobody else may change it then. */
  readonly operator?: { readonly principal: string };
  /** Ascending times of IMDSv1 calls that were answered, and of those that were refused because tokens are required. */
  readonly calls: number[];
  readonly rejected: number[];
}

/** How long EC2 shows the states in between. */
const SETTLING = { start: 8_000, stop: 30_000, terminate: 45_000 } as const;

export function runsAt(instance: SimInstance, at: number): boolean {
  const run = instance.runs.findLast(({ start }) => start <= at);
  return run !== undefined && (run.end === undefined || at < run.end);
}

export const tokensAt = (instance: SimInstance, at: number): HttpTokens =>
  instance.tokenChanges.findLast(({ from }) => from <= at)?.tokens ?? 'optional';

export const endpointAt = (instance: SimInstance, at: number): Switch =>
  instance.endpointChanges.findLast(({ from }) => from <= at)?.endpoint ?? 'enabled';

function stateAt(instance: SimInstance, at: number): InstanceState {
  const { terminatedAt, runs } = instance;
  if (terminatedAt !== undefined && at >= terminatedAt) {
    return at < terminatedAt + SETTLING.terminate ? 'shutting-down' : 'terminated';
  }
  const run = runs.findLast(({ start }) => start <= at);
  if (run === undefined) return 'pending';
  if (run.end === undefined || at < run.end) return at < run.start + SETTLING.start ? 'pending' : 'running';
  return at < run.end + SETTLING.stop ? 'stopping' : 'stopped';
}

/** Brings the fields that time alone changes up to `at`. */
export function settle(instance: SimInstance, at: number): SimInstance {
  instance.state = stateAt(instance, at);
  if (instance.options.state === 'pending' && at >= instance.options.appliesAt) instance.options.state = 'applied';
  return instance;
}
