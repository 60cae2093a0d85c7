import { EC2Client, GetInstanceMetadataDefaultsCommand } from '@aws-sdk/client-ec2';
import { ListStandardsControlAssociationsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Defaults } from '../../src/doctor/defaults.ts';
import type { RegionFacts } from '../../src/doctor/examine.ts';
import type { Control } from '../../src/doctor/security-hub.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import type { Stack } from '../../src/doctor/stack.ts';
import type { Instant } from '../../src/domain/time.ts';
import { innermost } from '../faults.ts';
import { type Config, see } from './aws.ts';
import { readConfig } from './read-config.ts';
import { readForwarding } from './read-forwarding.ts';
import { readMetrics } from './read-metrics.ts';
import { trailReader } from './read-trails.ts';

/** The account's side of one region after another. */
export function regionReader(config: (region: string) => Config, stack: Stack | null, now: Instant) {
  const readTrails = trailReader(config);
  return async (region: string): Promise<RegionFacts> => {
    const ec2 = new EC2Client(config(region));
    const [trails, recorded, control, defaults, metrics, forwarding] = await Promise.all([
      readTrails(region),
      readConfig(config(region)),
      readControl(config(region)),
      readDefaults(ec2),
      readMetrics(ec2, config(region), now),
      readForwarding(config(region), stack),
    ]);
    return { region, trails, config: recorded, control, defaults, metrics, forwarding };
  };
}

const readDefaults = (ec2: EC2Client): Promise<Seen<Defaults>> =>
  see('ec2:GetInstanceMetadataDefaults', async () => {
    const { AccountLevel } = await ec2.send(new GetInstanceMetadataDefaultsCommand());
    return {
      httpTokens: AccountLevel?.HttpTokens ?? null,
      enforced: AccountLevel?.HttpTokensEnforced ?? null,
      managedBy: AccountLevel?.ManagedBy ?? null,
    };
  });

function readControl(config: Config): Promise<Seen<Control>> {
  const client = new SecurityHubClient(config);
  return see('securityhub:ListStandardsControlAssociations', async () => {
    try {
      const { StandardsControlAssociationSummaries: standards = [] } = await client.send(
        new ListStandardsControlAssociationsCommand({ SecurityControlId: 'EC2.8' }),
      );
      return standards.some(({ AssociationStatus }) => AssociationStatus === 'ENABLED') ? 'on' : 'off';
    } catch (error) {
      // An account that is not subscribed; the same error also stands for others who may not ask.
      const { name, message } = innermost(error);
      if (name === 'InvalidAccessException' && /not subscribed/i.test(message)) return 'no-hub';
      throw error;
    }
  });
}
