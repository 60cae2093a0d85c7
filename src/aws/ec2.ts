import {
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  type EC2Client,
  type Filter,
  GetInstanceMetadataDefaultsCommand,
  type Instance,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { ShapeError } from '../domain/codecs.ts';
import type { InstanceFacts, RegionDefaults } from '../domain/instance.ts';
import { type Instant, instant } from '../domain/time.ts';

export class Ec2ShapeError extends ShapeError {
  override readonly name = 'Ec2ShapeError';
}

export interface Page {
  readonly instances: readonly InstanceFacts[];
  readonly nextToken: string | null;
}

export interface Ec2 {
  /** Those of the ids that EC2 knows; terminated ones for about an hour. */
  readonly find: (region: string, ids: readonly string[]) => Promise<ReadonlyMap<string, InstanceFacts>>;
  /** One page of what answers IMDSv1 and is not about to go. */
  readonly pageOfOptional: (region: string, token: string | null) => Promise<Page>;
  /** The ids of the instances that carry a tag and are not about to go. */
  readonly tagged: (region: string, key: string, value: string) => Promise<readonly string[]>;
  /** Sets tokens to required, and a hop limit only where one is given; everything else stays as it is. */
  readonly requireTokens: (region: string, id: string, hopLimit: number | null) => Promise<void>;
  /** Sets tokens to optional again; everything else stays as it is. */
  readonly allowTokenless: (region: string, id: string) => Promise<void>;
  readonly defaults: (region: string) => Promise<RegionDefaults>;
  /** The regions enabled in the account. */
  readonly regions: () => Promise<readonly string[]>;
}

/**
 * Ids are given as a filter and not as InstanceIds: there, one that EC2 does not know fails the whole call. A filter
 * takes 200 values.
 */
const IDS_A_CALL = 200;

export const THERE: Filter = { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] };

/** In the value of a filter `*` and `?` stand for others, and a backslash takes that from them. */
const literally = (value: string): string => value.replace(/[*?\\]/g, (mark) => `\\${mark}`);

export function makeEc2(client: (region: string) => EC2Client, homeRegion: string): Ec2 {
  const page = async (region: string, filters: Filter[], token: string | null): Promise<Page> => {
    const answer = await client(region).send(
      new DescribeInstancesCommand({
        Filters: filters,
        MaxResults: 1000,
        // Hidden otherwise; a service's instances must be seen to be left alone by name.
        IncludeManagedResources: true,
        ...(token === null ? {} : { NextToken: token }),
      }),
    );
    const found = (answer.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return { instances: found.map((each) => factsOf(region, each)), nextToken: answer.NextToken ?? null };
  };

  const all = async (region: string, filters: Filter[]): Promise<readonly InstanceFacts[]> => {
    const found: InstanceFacts[] = [];
    let token: string | null = null;
    do {
      const { instances, nextToken }: Page = await page(region, filters, token);
      found.push(...instances);
      token = nextToken;
    } while (token !== null);
    return found;
  };

  return {
    find: async (region, ids) => {
      const found = new Map<string, InstanceFacts>();
      for (let from = 0; from < ids.length; from += IDS_A_CALL) {
        const filters = [{ Name: 'instance-id', Values: ids.slice(from, from + IDS_A_CALL) }];
        for (const facts of await all(region, filters)) found.set(facts.id, facts);
      }
      return found;
    },
    tagged: async (region, key, value) =>
      (await all(region, [{ Name: `tag:${key}`, Values: [literally(value)] }, THERE])).map(({ id }) => id),
    pageOfOptional: (region, token) =>
      page(region, [{ Name: 'metadata-options.http-tokens', Values: ['optional'] }, THERE], token),
    requireTokens: async (region, id, hopLimit) => {
      await client(region).send(
        new ModifyInstanceMetadataOptionsCommand({
          InstanceId: id,
          HttpTokens: 'required',
          // EC2 wants it said whenever tokens are set; it is enabled already, or we would not be here.
          HttpEndpoint: 'enabled',
          ...(hopLimit === null ? {} : { HttpPutResponseHopLimit: hopLimit }),
        }),
      );
    },
    allowTokenless: async (region, id) => {
      await client(region).send(
        new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, HttpTokens: 'optional', HttpEndpoint: 'enabled' }),
      );
    },
    defaults: async (region) => {
      const { AccountLevel: level } = await client(region).send(new GetInstanceMetadataDefaultsCommand({}));
      return {
        tokens:
          level?.HttpTokens === 'optional' || level?.HttpTokens === 'required' ? level.HttpTokens : 'no-preference',
        tokensEnforced: level?.HttpTokensEnforced === 'enabled',
        managedBy: level?.ManagedBy === 'declarative-policy' ? 'declarative-policy' : 'account',
      };
    },
    regions: async () => {
      const { Regions = [] } = await client(homeRegion).send(new DescribeRegionsCommand({ AllRegions: false }));
      return Regions.flatMap(({ RegionName }) => (RegionName === undefined ? [] : [RegionName]));
    },
  };
}

const instanceSchema = z.object({
  InstanceId: z.string(),
  ImageId: z._default(z.string(), 'unknown'),
  LaunchTime: z.date(),
  Placement: z.optional(z.object({ AvailabilityZone: z.optional(z.string()) })),
  State: z.object({ Name: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']) }),
  StateTransitionReason: z._default(z.string(), ''),
  Tags: z._default(z.array(z.object({ Key: z.string(), Value: z._default(z.string(), '') })), []),
  Operator: z.optional(
    z.object({ Managed: z._default(z.boolean(), false), Principal: z._default(z.string(), 'a service') }),
  ),
  // Absent on what has been terminated: then nothing is left to be switched off.
  MetadataOptions: z._default(
    z.object({
      State: z.enum(['pending', 'applied']),
      HttpTokens: z.enum(['optional', 'required']),
      HttpEndpoint: z.enum(['enabled', 'disabled']),
      HttpPutResponseHopLimit: z._default(z.int(), 1),
    }),
    { State: 'applied', HttpTokens: 'required', HttpEndpoint: 'disabled', HttpPutResponseHopLimit: 1 },
  ),
});

export function factsOf(region: string, instance: Instance): InstanceFacts {
  const parsed = instanceSchema.safeParse(instance);
  if (!parsed.success) {
    throw new Ec2ShapeError(`DescribeInstances showed an instance in a shape we do not know`, { cause: parsed.error });
  }
  const { data } = parsed;
  const tags = Object.fromEntries(data.Tags.map(({ Key, Value }) => [Key, Value]));
  const templateId = tags['aws:ec2launchtemplate:id'];
  return {
    id: data.InstanceId,
    region,
    state: data.State.Name,
    launchedAt: instant(data.LaunchTime.getTime()),
    stoppedAt: data.State.Name === 'running' ? null : stoppedAt(data.StateTransitionReason),
    imageId: data.ImageId,
    zone: data.Placement?.AvailabilityZone ?? null,
    launchTemplate:
      templateId === undefined ? null : { id: templateId, version: tags['aws:ec2launchtemplate:version'] ?? '-' },
    tags,
    managedBy: data.Operator?.Managed ? data.Operator.Principal : null,
    options: {
      tokens: data.MetadataOptions.HttpTokens,
      endpoint: data.MetadataOptions.HttpEndpoint,
      hopLimit: data.MetadataOptions.HttpPutResponseHopLimit,
      state: data.MetadataOptions.State,
    },
  };
}

/** "User initiated (2026-03-05 22:00:00 GMT)"; a shutdown from inside leaves no date, and then none is made up. */
function stoppedAt(reason: string): Instant | null {
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) GMT\)/.exec(reason);
  return match ? instant(Date.parse(`${match[1]}T${match[2]}Z`)) : null;
}
