import type { Estate } from './estate.ts';
import { AwsError, element, type Operations, text } from './protocol.ts';

export type Outputs = Readonly<Record<string, string>>;

/** A stack exists when its outputs are in the map, under its name, in the region where it was deployed. */
export function createCloudFormation(
  stacks: ReadonlyMap<string, Outputs>,
  homeRegion: string,
  estate: Pick<Estate, 'resources' | 'stackStatus' | 'deployedAt'>,
): Operations {
  return {
    DescribeStacks(params, { region }) {
      const asked = text(params, 'StackName');
      const here = region === homeRegion ? [...stacks] : [];
      const found = here.filter(([name]) => asked === undefined || name === asked || idOf(name, region) === asked);
      if (asked !== undefined && found.length === 0) {
        throw new AwsError('ValidationError', `Stack with id ${asked} does not exist`);
      }
      return element({
        Stacks: {
          member: found.map(([StackName, outputs]) => ({
            StackName,
            StackId: idOf(StackName, region),
            CreationTime: new Date(estate.deployedAt).toISOString(),
            StackStatus: estate.stackStatus,
            DisableRollback: false,
            Outputs: {
              member: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          })),
        },
      });
    },

    ListStackResources(params, { region }) {
      const asked = text(params, 'StackName') ?? '';
      if (region !== homeRegion || !stacks.has(asked)) {
        throw new AwsError('ValidationError', `Stack with id ${asked} does not exist`);
      }
      const member = (estate.resources.get(asked) ?? []).map(({ logicalId, type, physicalId }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        LastUpdatedTimestamp: new Date(estate.deployedAt).toISOString(),
        ResourceStatus: 'CREATE_COMPLETE',
      }));
      return element({ StackResourceSummaries: { member } });
    },
  };
}

const idOf = (name: string, region: string): string =>
  `arn:aws:cloudformation:${region}:123456789012:stack/${name}/00000000-0000-4000-b000-000000000001`;
