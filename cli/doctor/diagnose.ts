import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type Diagnosis, examine } from '../../src/doctor/examine.ts';
import { reachedBy } from '../../src/doctor/policy.ts';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Instant } from '../../src/domain/time.ts';
import { UsageError } from '../session.ts';
import type { Settings } from '../settings.ts';
import { type Account, openAccount, see } from './aws.ts';
import { inPool } from './pool.ts';
import { readDeployed } from './read-deployed.ts';
import { regionReader } from './read-region.ts';
import { readStack } from './read-stack.ts';

export interface Diagnosed extends Diagnosis {
  readonly generatedAt: Instant;
  readonly account: string;
  readonly stack: string;
  readonly region: string;
  /** Those that were looked at. */
  readonly regions: readonly string[];
}

/** @throws OperatorError when nobody can be asked anything, UsageError for a region that is not enabled. */
export async function diagnose(
  settings: Settings,
  only: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Diagnosed> {
  const account = await openAccount(settings, env);
  const { id, region, now, config } = account;
  const [enabled, { stack, changedAt }] = await Promise.all([
    readEnabled(account),
    readStack(config(region), settings.stack),
  ]);
  const there = isSeen(stack) ? stack.known : null;
  const deployed = there === null ? null : await readDeployed(config(region), there, now, changedAt);
  const known = isSeen(enabled) ? enabled.known : [region];
  const wrong = only.filter((name) => isSeen(enabled) && !known.includes(name));
  if (wrong.length > 0) throw new UsageError(`Not an enabled region of this account: ${wrong.join(', ')}.`);
  const reached = deployed === null ? known : reachedBy(deployed.policy, known);
  const looked = only.length > 0 ? only : reached;
  const facts = {
    place: { stack: settings.stack, region },
    ...{ stack, deployed, enabled },
    regions: await inPool(looked, 4, regionReader(config, there, now)),
  };
  return { generatedAt: now, account: id, stack: settings.stack, region, regions: looked, ...examine(facts) };
}

const readEnabled = ({ config, region }: Account): Promise<Seen<readonly string[]>> =>
  see('ec2:DescribeRegions', async () => {
    const { Regions = [] } = await new EC2Client(config(region)).send(new DescribeRegionsCommand());
    const names = Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
    if (names.length === 0) throw new Error('EC2 names no region');
    return names;
  });
