import {
  endpointAt,
  type MetadataChange,
  type MetadataSettings,
  type Run,
  runsAt,
  type SimInstance,
  settle,
  tokensAt,
} from './instance.ts';
import { lowerBound } from './metrics.ts';

/** What a test or a fleet says about an instance; everything but the id has a default. */
export interface InstanceSpec
  extends Partial<
    Pick<SimInstance, 'region' | 'imageId' | 'launchTemplate' | 'tags' | 'zone' | 'instanceType' | 'operator'>
  > {
  readonly id: string;
  /** The only start so far; by default now. Ignored when `runs` are given. */
  readonly launchTime?: number;
  readonly runs?: readonly Run[];
  readonly terminatedAt?: number;
  readonly options?: Partial<MetadataSettings>;
  readonly calls?: readonly number[];
  readonly rejected?: readonly number[];
}

/** GetInstanceMetadataDefaults; what is absent is no preference. */
export interface MetadataDefaults extends Partial<Omit<MetadataSettings, 'httpProtocolIpv6'>> {
  httpTokensEnforced?: 'enabled' | 'disabled';
  managedBy?: 'account' | 'declarative-policy';
  managedExceptionMessage?: string;
}

export type Inventory = ReturnType<typeof createInventory>;

/** Seen on a real instance: `pending` right after the call, `applied` within ten seconds, running or stopped. */
const APPLIES_AFTER = 8_000;
const FACTORY: MetadataSettings = {
  httpTokens: 'optional',
  httpEndpoint: 'enabled',
  httpPutResponseHopLimit: 1,
  httpProtocolIpv6: 'disabled',
  instanceMetadataTags: 'disabled',
};

const SCALE_IN = 'a difference between desired and actual capacity, shrinking the capacity from 3 to 2';

/** All instances that ever were, in the enabled regions of one account. Terminated ones stay: their metrics do too. */
export function createInventory(regions: readonly string[] = ['us-east-1']) {
  const instances = new Map<string, SimInstance>();
  const defaults = new Map<string, MetadataDefaults>();

  const must = (id: string): SimInstance => {
    const instance = instances.get(id);
    if (instance === undefined) throw new Error(`no such instance in the inventory: ${id}`);
    return instance;
  };
  return {
    regions: (): readonly string[] => regions,

    defaults: (region: string): MetadataDefaults => defaults.get(region) ?? {},
    setDefaults: (region: string, values: MetadataDefaults): void => {
      defaults.set(region, values);
    },

    /** Launches an instance; options left out come from the region's defaults, then from EC2's own. */
    add(spec: InstanceSpec): SimInstance {
      if (instances.has(spec.id)) throw new Error(`an instance with this id exists: ${spec.id}`);
      const instance = settle(launched(spec, defaults.get(spec.region ?? 'us-east-1') ?? {}), Date.now());
      instances.set(instance.id, instance);
      return instance;
    },

    get(id: string): SimInstance | undefined {
      const instance = instances.get(id);
      return instance === undefined ? undefined : settle(instance, Date.now());
    },

    list(region?: string): SimInstance[] {
      const now = Date.now();
      const found: SimInstance[] = [];
      for (const instance of instances.values()) {
        if (region === undefined || instance.region === region) found.push(settle(instance, now));
      }
      return found;
    },

    start(id: string, at: number): void {
      const instance = must(id);
      if (instance.terminatedAt !== undefined || runsAt(instance, at)) throw new Error(`cannot be started: ${id}`);
      instance.runs.push({ start: at });
      instance.launchTime = at;
      delete instance.stopReason;
    },

    stop(id: string, at: number): void {
      endRun(must(id), at);
    },

    /** `because`: what an Auto Scaling group says of it, after "in response to"; null where no group ended it. */
    terminate(id: string, at: number, because: string | null = SCALE_IN): void {
      const instance = must(id);
      if (because !== null) instance.removedBecause ??= because;
      endRun(instance, at);
      instance.terminatedAt ??= at;
    },

    /** One IMDSv1 call from inside the instance, kept in its history. */
    call(id: string, at: number): 'accepted' | 'rejected' | 'unreachable' {
      const instance = must(id);
      if (!runsAt(instance, at) || endpointAt(instance, at) === 'disabled') return 'unreachable';
      const accepted = tokensAt(instance, at) === 'optional';
      insert(accepted ? instance.calls : instance.rejected, at);
      return accepted ? 'accepted' : 'rejected';
    },

    /** Keeps what is left out. The answer is `pending`; the metadata service follows when the change is applied. */
    modify(id: string, change: MetadataChange, at: number): SimInstance {
      const instance = must(id);
      const from = at + APPLIES_AFTER;
      if (change.httpTokens !== undefined) instance.tokenChanges.push({ from, tokens: change.httpTokens });
      if (change.httpEndpoint !== undefined) instance.endpointChanges.push({ from, endpoint: change.httpEndpoint });
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      Object.assign(instance.options, given, { state: 'pending', appliesAt: from });
      return instance;
    },
  };
}

function endRun(instance: SimInstance, at: number): void {
  const run = instance.runs.at(-1);
  if (run === undefined || run.end !== undefined) return;
  run.end = at;
  instance.stopReason = userInitiated(at);
}

function launched(spec: InstanceSpec, defaults: MetadataDefaults): SimInstance {
  const region = spec.region ?? 'us-east-1';
  const runs = (spec.runs ?? [{ start: spec.launchTime ?? Date.now() }]).map((run) => ({ ...run }));
  const launchTime = runs.at(-1)?.start ?? Date.now();
  const { httpTokensEnforced, managedBy, managedExceptionMessage, ...preferred } = defaults;
  const settings: MetadataSettings = { ...FACTORY, ...preferred, ...spec.options };
  const { launchTemplate, operator, terminatedAt } = spec;
  const end = runs.at(-1)?.end;
  return {
    id: spec.id,
    region,
    imageId: spec.imageId ?? 'ami-0123456789abcdef0',
    tags: { ...spec.tags, ...(launchTemplate && templateTags(launchTemplate)) },
    zone: spec.zone ?? `${region}a`,
    instanceType: spec.instanceType ?? 't3.micro',
    state: 'pending',
    launchTime,
    runs,
    options: { ...settings, state: 'applied', appliesAt: launchTime },
    tokenChanges: [{ from: 0, tokens: settings.httpTokens }],
    endpointChanges: [{ from: 0, endpoint: settings.httpEndpoint }],
    calls: (spec.calls ?? []).toSorted((a, b) => a - b),
    rejected: (spec.rejected ?? []).toSorted((a, b) => a - b),
    ...(launchTemplate && { launchTemplate }),
    ...(operator && { operator }),
    ...(terminatedAt !== undefined && { terminatedAt }),
    ...(end !== undefined && { stopReason: userInitiated(end) }),
  };
}

/** DescribeInstances names the template in these tags alone. */
const templateTags = ({ id, version }: { readonly id: string; readonly version: string }): Record<string, string> => ({
  'aws:ec2launchtemplate:id': id,
  'aws:ec2launchtemplate:version': version,
});

/** Calls come almost always in order; one that does not is put where it belongs. */
function insert(times: number[], at: number): void {
  if ((times.at(-1) ?? 0) <= at) times.push(at);
  else times.splice(lowerBound(times, at), 0, at);
}

const userInitiated = (at: number): string =>
  `User initiated (${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
