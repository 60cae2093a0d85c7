import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Selectors, Trail } from '../../src/doctor/trail.ts';
import { type Config, see } from './aws.ts';

/** The selectors of a trail are the same from wherever one looks: asked for once, where the trail lives. */
export function trailReader(config: (region: string) => Config) {
  const known = new Map<string, Promise<Seen<Selectors>>>();
  const selectorsOf = (arn: string, home: string): Promise<Seen<Selectors>> => {
    const asked = known.get(arn) ?? readSelectors(new CloudTrailClient(config(home)), arn);
    known.set(arn, asked);
    return asked;
  };

  return async (region: string): Promise<Seen<readonly Trail[]>> => {
    const client = new CloudTrailClient(config(region));
    const described = await see('cloudtrail:DescribeTrails', () => client.send(new DescribeTrailsCommand()));
    if (!isSeen(described)) return described;
    const trails = (described.known.trailList ?? []).map(
      async ({ Name: name = '', TrailARN: arn = name, HomeRegion: home = region }): Promise<Trail> => ({
        name,
        logging: await see('cloudtrail:GetTrailStatus', async () => {
          const { IsLogging = false } = await client.send(new GetTrailStatusCommand({ Name: arn }));
          return IsLogging;
        }),
        selectors: await selectorsOf(arn, home),
      }),
    );
    return { known: await Promise.all(trails) };
  };
}

const readSelectors = (client: CloudTrailClient, arn: string): Promise<Seen<Selectors>> =>
  see('cloudtrail:GetEventSelectors', async () =>
    selectorsIn(await client.send(new GetEventSelectorsCommand({ TrailName: arn }))),
  );

function selectorsIn({ EventSelectors, AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput): Selectors {
  if (AdvancedEventSelectors.length === 0) {
    return {
      kind: 'basic',
      selectors: (EventSelectors ?? []).map(({ IncludeManagementEvents = true, ReadWriteType = 'All' }) => ({
        management: IncludeManagementEvents,
        readWrite: ReadWriteType,
      })),
    };
  }
  return {
    kind: 'advanced',
    selectors: AdvancedEventSelectors.map(({ FieldSelectors = [] }) =>
      FieldSelectors.map(
        ({ Field = '', Equals = [], NotEquals = [], StartsWith, EndsWith, NotStartsWith, NotEndsWith }) => ({
          field: Field,
          equals: Equals,
          notEquals: NotEquals,
          more: [StartsWith, EndsWith, NotStartsWith, NotEndsWith].some((list = []) => list.length > 0),
        }),
      ),
    ),
  };
}
