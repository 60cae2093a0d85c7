/** What stands in the account beside its instances; tests and simulations change it right here. */
export interface Estate {
  /** Resources of CloudFormation's stacks, by stack name. */
  readonly resources: Map<string, readonly StackResource[]>;
  stackStatus: string;
  /** When the stack was created, milliseconds. */
  deployedAt: number;
  /** Of the default bus in the home region, by name. */
  readonly rules: Map<string, EventRule>;
  /** Regions that have rules of the same names, which hand their events to the home region. */
  forwarding: readonly string[];
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
  /** What a role may do, by its ARN. */
  readonly roles: Map<string, readonly Statement[]>;
  /** Actions that the organization refuses everybody. */
  readonly refusedByOrganization: Set<string>;
  /** Messages in a queue, by its name. */
  readonly queues: Map<string, number>;
  /** The names of functions of which an invocation failed for good, once for each: they lie in queues as well. */
  failures: () => readonly string[];
  /** By name. */
  readonly tables: Map<string, { recovery: boolean; isProtected: boolean }>;
  trails: Trail[];
  /** That of AWS Config in every region; null: none. */
  recorder: Recorder | null;
  /** Identifiers and names of rules of AWS Config, in every region. */
  configRules: { readonly name: string; readonly identifier: string }[];
  /** Whether EC2.8 is on, off, or Security Hub not there at all. */
  securityHub: 'on' | 'off' | 'none';
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface EventRule {
  state: 'ENABLED' | 'DISABLED';
  pattern?: string;
  schedule?: string;
  targets: string[];
}

export interface LambdaFunction {
  readonly role: string;
  state: 'Active' | 'Failed';
  reserved?: number;
  /** How often its schedule invokes it, as Lambda's metrics count it. Ticks that a run skips, because nothing is due, count. */
  everyMs?: number;
  fails?: boolean;
  /** The queue for what failed for good, by its name. */
  onFailure?: string;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The partitions of the table that it is limited to. */
  readonly partitions?: readonly string[];
}

export interface Trail {
  readonly name: string;
  readonly home: string;
  readonly multiRegion: boolean;
  logging: boolean;
  selectors: { readonly EventSelectors?: unknown; readonly AdvancedEventSelectors?: unknown };
}

export interface Recorder {
  readonly recording: boolean;
  readonly types: 'all' | readonly string[];
}

const MANAGEMENT = [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }];

/** An account in order, in which nothing is deployed. */
export function createEstate(home: string): Estate {
  return {
    resources: new Map(),
    stackStatus: 'CREATE_COMPLETE',
    deployedAt: Date.parse('2026-03-01T00:00:00Z'),
    rules: new Map(),
    forwarding: [],
    functions: new Map(),
    roles: new Map(),
    refusedByOrganization: new Set(),
    queues: new Map(),
    failures: () => [],
    tables: new Map(),
    trails: [
      { name: 'management-events', home, multiRegion: true, logging: true, selectors: { EventSelectors: MANAGEMENT } },
    ],
    recorder: { recording: true, types: 'all' },
    configRules: [{ name: 'ec2-imdsv2-check', identifier: 'EC2_IMDSV2_CHECK' }],
    securityHub: 'on',
  };
}
