/** A region that the account has enabled, and what CloudFormation said of the stack there. */
export interface RegionFound {
  readonly region: string;
  /** Disabled unless an account enables it: CloudFormation comes from there under a name of its own. */
  readonly optIn: boolean;
  /** Since when the stack is there, or why nobody could say. */
  readonly stack: 'none' | { readonly since: string } | { readonly unreadable: string };
}

export interface Wanted {
  readonly stage: string;
  readonly home: string;
  /** Regions to forward from; null for all that are enabled. */
  readonly forward: readonly string[] | null;
  readonly configRule: boolean;
  /** The table of an earlier stack, to be taken along. */
  readonly table: string | null;
}

export interface Deployment {
  /** What osls is called with. */
  readonly arguments: readonly string[];
  /** What will be done, in lines for people. */
  readonly says: readonly string[];
}

/** The deployment would not do what it is for; the message says what to do instead. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}

/** EventBridge hands nothing over between the regions of these partitions. */
const WITHOUT_FORWARDING = /^(us-gov|cn|us-iso\w?|eu-isoe)-/;

/**
 * What `npm run deploy` does. The stack is one an account, so that a second home is refused: two remediators would each
 * take the other's changes for drift.
 *
 * @throws DeploymentError when home is not among the regions, the stack is elsewhere already, or has a table.
 */
export function planDeployment(account: string, regions: readonly RegionFound[], wanted: Wanted): Deployment {
  const { stage, home, configRule, table } = wanted;
  const here = regions.find(({ region }) => region === home);
  if (here === undefined) throw new DeploymentError(`${home} is not a region that this account has enabled`);
  refuseSecondHome(regions, wanted);
  if (table !== null && here.stack !== 'none')
    throw new DeploymentError(`${stackNameOf(stage)} has a table already: one can be taken along by a new stack alone`);
  const { forwarded, leftOut } = reachable(regions, wanted);
  const optIn = regions.filter((each) => each.optIn && [home, ...forwarded].includes(each.region));
  const given = {
    forwardedRegions: forwarded.join(','),
    optInRegions: forwarded.length === 0 ? '' : optIn.map(({ region }) => region).join(','),
    configRule: configRule ? 'create' : '',
  };
  const params = Object.entries(given).flatMap(([key, value]) => (value === '' ? [] : ['--param', `${key}=${value}`]));
  return {
    arguments: ['deploy', '--stage', stage, '--region', home, ...params],
    says: [
      `account     ${account}`,
      `home        ${home}, ${whatBecomesOf(here)} ${stackNameOf(stage)}`,
      `forwarding  ${forwarded.length === 0 ? 'none: the sweep alone covers other regions' : forwarded.join(', ')}`,
      ...leftOut.map(({ region, because }) => `left out    ${region}: ${because}`),
      ...(table === null ? [] : [`table       ${table}, with its cases`]),
      ...(configRule ? [`config      the rule ec2-imdsv2-check in ${home}`] : []),
    ],
  };
}

export const stackNameOf = (stage: string): string => `imdsv2-remediator-${stage}`;

const whatBecomesOf = ({ stack }: RegionFound): string =>
  typeof stack === 'object' && 'since' in stack ? `where since ${stack.since} there is` : 'with a new stack';

function refuseSecondHome(regions: readonly RegionFound[], { stage, home }: Wanted): void {
  for (const { region, stack } of regions) {
    if (region === home || typeof stack === 'string' || !('since' in stack)) continue;
    throw new DeploymentError(
      `${stackNameOf(stage)} is in ${region} already, since ${stack.since}: deploy with --region ${region}, or remove it there first`,
    );
  }
}

/** A region whose CloudFormation does not even answer would not make a stack either, and the sweep reaches it or not. */
function reachable(regions: readonly RegionFound[], { home, forward }: Wanted) {
  const forwarded: string[] = [];
  const leftOut: { region: string; because: string }[] = [];
  const known = new Map(regions.map((each) => [each.region, each]));
  for (const region of forward ?? regions.map((each) => each.region)) {
    const stack = known.get(region)?.stack;
    if (region === home) continue;
    if (stack === undefined) leftOut.push({ region, because: 'not enabled in this account' });
    else if (WITHOUT_FORWARDING.test(region)) leftOut.push({ region, because: 'EventBridge forwards nothing here' });
    else if (typeof stack === 'object' && 'unreadable' in stack) leftOut.push({ region, because: stack.unreadable });
    else forwarded.push(region);
  }
  return { forwarded: forwarded.toSorted(), leftOut };
}
