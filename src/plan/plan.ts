import { makeMetrics } from '../aws/cloudwatch.ts';
import { makeEc2 } from '../aws/ec2.ts';
import { makeGate } from '../aws/gate.ts';
import { makeReadHours } from '../aws/hours.ts';
import { listInstances } from '../aws/listing.ts';
import { makeReader, type ReaderOptions } from '../aws/reader.ts';
import { REASON_TAG } from '../decision/asked-by-tag.ts';
import { type Duration, type Instant, instant } from '../domain/time.ts';
import { hashPolicy } from '../policy/hash.ts';
import { limitsOf, PolicyError, type PolicyFile, parsePolicy } from '../policy/resolve.ts';
import { planAccount } from './account.ts';
import { tagsOfUse } from './compact.ts';
import type { Context, Progress } from './context.ts';
import type { Deployed, Deployment } from './deployed.ts';
import type { Plan } from './document.ts';
import { tagsNamedIn } from './policy-tags.ts';
import { replayAt } from './replay.ts';
import { FREE, tryRead } from './sources.ts';
import { makeCounter } from './spent.ts';

export interface PlanOptions extends Pick<ReaderOptions, 'profile' | 'signal'> {
  /** Where regions are asked for, and where nothing else is said. */
  readonly home: string;
  /** Empty: all that the account has enabled. */
  readonly regions: readonly string[];
  readonly policy: { readonly source: string; readonly raw: unknown } | null;
  /** Null where no stack was found. */
  readonly deployment: Deployment | null;
  /** What could not be found out before, each a sentence. */
  readonly notes: readonly string[];
  readonly back: Duration | null;
  readonly clock: () => number;
  readonly progress: Progress;
}

/** Pages of five hundred instances that are read, and calls of a hundred thousand datapoints, at the same time. */
const PAGES_AT_ONCE = 4;
const READS_AT_ONCE = 3;
const LOADS_AT_ONCE = 24;

/** Reads an account and says what would be done to it now. Nothing is changed, in AWS or in the table. */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { signal, profile, home, progress, back } = options;
  const counter = makeCounter();
  const readerOptions = { signal, profile, onSent: counter.onSent };
  const reader = makeReader(readerOptions);
  const ec2 = makeEc2(reader.ec2, home);
  const enabled = await regionsOf(() => ec2.regions(), options.regions);
  const now = instant(options.clock() + reader.ec2(home).config.systemClockOffset);
  const deployed = await open(options.deployment, readerOptions, now);
  const policy = await policyOf(options, deployed);
  const { policies } = policy;
  const pages = makeGate(PAGES_AT_ONCE);
  const context: Context = {
    now,
    policies,
    list: (region, take) => listInstances({ client: reader.ec2(region), region, gate: pages, take }),
    ec2,
    metrics: makeMetrics(reader.cloudwatch),
    readHours: makeReadHours(reader.hours, reader.raw),
    stored: deployed?.stored ?? null,
    exceptions: deployed?.exceptions ?? { known: [] },
    controls: (await deployed?.controls(policies)) ?? { known: FREE },
    calendar: deployed?.calendar ?? noCalendar,
    isOfUse: tagsOfUse([...tagsNamedIn(policy.raw, policies), ...exceptionTags(deployed), REASON_TAG]),
    at: back === null ? null : replayAt(now, back),
    reads: makeGate(READS_AT_ONCE),
    loads: makeGate(LOADS_AT_ONCE),
    progress,
    goOn: () => signal.throwIfAborted(),
  };
  const core = await planAccount(context, enabled);
  return {
    ...core,
    policy: describe(policy.source, policies),
    notes: [...options.notes, ...(deployed === null ? [NOT_DEPLOYED] : [])],
    spent: counter.spent(),
  };
}

const NOT_DEPLOYED =
  'No stack was found: instances that are gone are not seen, though others of their workload may be judged by them; nor is any exception.';

/** Those that were named, whether enabled or not: one that is not says so itself. */
async function regionsOf(all: () => Promise<readonly string[]>, named: readonly string[]): Promise<readonly string[]> {
  if (named.length === 0) return (await all()).toSorted();
  await tryRead(all);
  return [...new Set(named)];
}

/** Its own module: whoever has deployed nothing does not load it. */
async function open(deployment: Deployment | null, options: ReaderOptions, now: Instant): Promise<Deployed | null> {
  if (deployment === null) return null;
  const { openDeployed } = await import('./deployed.ts');
  return await openDeployed(deployment, options, now);
}

interface PolicyRead {
  readonly source: string;
  readonly raw: unknown;
  readonly policies: PolicyFile;
}

/** By which rules is judged: the file named, else the deployed one, else the defaults. @throws PolicyError */
async function policyOf({ policy, deployment }: PlanOptions, deployed: Deployed | null): Promise<PolicyRead> {
  const from = (source: string, raw: unknown): PolicyRead => ({ source, raw, policies: parsePolicy(raw) });
  if (policy !== null) return from(policy.source, policy.raw);
  if (deployed === null || deployment === null) return from('the defaults', {});
  const read = await deployed.policy();
  if ('known' in read) return from(`the deployed one (${deployment.policyParameter})`, JSON.parse(read.known));
  throw new PolicyError(
    `The deployed policy could not be read (${read.unreadable}), and by another one everything may be judged otherwise. Name one with --policy.`,
  );
}

const exceptionTags = (deployed: Deployed | null): readonly string[] =>
  deployed === null || 'unreadable' in deployed.exceptions
    ? []
    : deployed.exceptions.known.flatMap(({ scope }) => (scope.kind === 'tag' ? [scope.key] : []));

const noCalendar: Context['calendar'] = async () => ({
  unreadable: 'no stack was found, in whose region it would be',
});

const describe = (source: string, policies: PolicyFile): Plan['policy'] => ({
  source,
  hash: hashPolicy(policies.base),
  mode: policies.base.mode,
  graceStartsPerDay: limitsOf(policies).graceStartsPerDay,
  changesPerHour: limitsOf(policies).perHour,
});
