import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeRegionsCommand,
  EC2Client,
  GetInstanceMetadataDefaultsCommand,
  ModifyInstanceMetadataOptionsCommand,
  type ModifyInstanceMetadataOptionsCommandInput,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { AwsOptions } from '../../../simulator/aws/server.ts';
import { DAY, HOUR, instanceId, MINUTE, NOW, startWorld } from './world.ts';

const ID = instanceId(1);

async function startEc2(options: Partial<AwsOptions> = {}) {
  const world = await startWorld(options);
  const client = new EC2Client(world.config);
  const describeInstances = (input: DescribeInstancesCommandInput = {}) =>
    client.send(new DescribeInstancesCommand(input));
  return {
    ...world,
    client,
    describeInstances,
    ids: async (input?: DescribeInstancesCommandInput) =>
      ((await describeInstances(input)).Reservations ?? []).flatMap(({ Instances = [] }) =>
        Instances.map(({ InstanceId }) => InstanceId),
      ),
    modify: (change: Partial<ModifyInstanceMetadataOptionsCommandInput>) =>
      client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: ID, ...change })),
  };
}

describe('DescribeInstances', () => {
  test('tells the SDK everything the product reads of an instance', async () => {
    const { inventory, describeInstances } = await startEc2();
    inventory.add({
      id: ID,
      imageId: 'ami-00000000000000001',
      launchTemplate: { id: 'lt-00000000000000001', version: '3' },
      tags: { Owner: 'a "quoted" <&> name' },
      runs: [{ start: NOW - 3 * DAY, end: NOW - HOUR }],
    });
    const { Reservations } = await describeInstances();
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: ID,
      ImageId: 'ami-00000000000000001',
      State: { Name: 'stopped', Code: 80 },
      StateTransitionReason: 'User initiated (2026-03-02 09:00:00 GMT)',
      LaunchTime: new Date(NOW - 3 * DAY),
      Tags: [
        { Key: 'Owner', Value: 'a "quoted" <&> name' },
        { Key: 'aws:ec2launchtemplate:id', Value: 'lt-00000000000000001' },
        { Key: 'aws:ec2launchtemplate:version', Value: '3' },
      ],
      MetadataOptions: {
        State: 'applied',
        HttpTokens: 'optional',
        HttpEndpoint: 'enabled',
        HttpPutResponseHopLimit: 1,
        HttpProtocolIpv6: 'disabled',
        InstanceMetadataTags: 'disabled',
      },
      Operator: { Managed: false },
    });
  });

  test('joins filters by AND and their values by OR, with wildcards', async () => {
    const { inventory, ids } = await startEc2();
    const options = { httpTokens: 'required' } as const;
    inventory.add({ id: instanceId(1), launchTime: NOW - DAY, tags: { Team: 'search' } });
    inventory.add({ id: instanceId(2), launchTime: NOW - DAY, tags: { Team: 'sales' }, options });
    inventory.add({ id: instanceId(3), runs: [{ start: NOW - DAY, end: NOW - HOUR }], tags: { Team: 'search' } });
    const filter = (Name: string, ...Values: string[]) => ({ Name, Values });
    expect(await ids({ Filters: [filter('metadata-options.http-tokens', 'optional')] })).toEqual([
      instanceId(1),
      instanceId(3),
    ]);
    const running = filter('instance-state-name', 'pending', 'running');
    expect(await ids({ Filters: [filter('tag:Team', 'se*'), running] })).toEqual([instanceId(1)]);
    expect(await ids({ Filters: [filter('instance-id', instanceId(2)), running] })).toEqual([instanceId(2)]);
    expect(await ids({ Filters: [filter('metadata-options.http-endpoint', 'disabled')] })).toEqual([]);
    await expect(ids({ Filters: [filter('metadata-options.tokens', 'optional')] })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterValue' }),
    );
    const values = Array.from({ length: 201 }, (_, n) => instanceId(n));
    await expect(ids({ Filters: [filter('instance-id', ...values)] })).rejects.toThrow(
      expect.objectContaining({ name: 'FilterLimitExceeded' }),
    );
  });

  test.each([
    ['*', ['', 'a', 'a*', 'a\\b', 'ab', 'abc']],
    ['a?', ['a', 'a*', 'ab']],
    ['a\\*', ['a*']],
    ['a\\\\b', ['a\\b']],
    ['a\\?', []],
  ])('finds by a tag what %s stands for', async (pattern, found) => {
    const { inventory, describeInstances } = await startEc2();
    const values = ['', 'a', 'a*', 'a\\b', 'ab', 'abc'];
    for (const [n, Team] of values.entries())
      inventory.add({ id: instanceId(n), launchTime: NOW - DAY, tags: { Team } });
    inventory.add({ id: instanceId(99), launchTime: NOW - DAY, tags: { Teams: 'a' } });
    const { Reservations = [] } = await describeInstances({ Filters: [{ Name: 'tag:Team', Values: [pattern] }] });
    expect(Reservations.map(({ Instances }) => Instances?.[0]?.Tags?.[0]?.Value)).toEqual(found);
  });

  test('gives pages out and takes back only tokens that it gave out for the same request', async () => {
    const { inventory, describeInstances, ids } = await startEc2();
    for (let n = 1; n <= 12; n++) inventory.add({ id: instanceId(n), launchTime: NOW - DAY });
    const first = await describeInstances({ MaxResults: 5 });
    const NextToken = first.NextToken ?? '';
    const second = await ids({ MaxResults: 10, NextToken });
    expect(first.Reservations).toHaveLength(5);
    expect(second).toEqual(Array.from({ length: 7 }, (_, n) => instanceId(n + 6)));
    expect((await describeInstances({ MaxResults: 10, NextToken })).NextToken).toBeUndefined();

    const refused = expect.objectContaining({ name: 'InvalidParameterValue' });
    await expect(ids({ NextToken: 'made-up' })).rejects.toThrow(refused);
    await expect(ids({ NextToken, IncludeManagedResources: true })).rejects.toThrow(refused);
    await expect(ids({ MaxResults: 4 })).rejects.toThrow(refused);
    await expect(ids({ MaxResults: 1001 })).rejects.toThrow(refused);
  });

  test('refuses the whole call for one id that is unknown, malformed or of another region', async () => {
    const { inventory, ids } = await startEc2();
    inventory.add({ id: ID, launchTime: NOW - DAY });
    inventory.add({ id: instanceId(2), launchTime: NOW - DAY, region: 'eu-west-1' });
    expect(await ids({ InstanceIds: [ID] })).toEqual([ID]);
    await expect(ids({ InstanceIds: [ID, instanceId(2), instanceId(3)] })).rejects.toThrow(
      expect.objectContaining({
        name: 'InvalidInstanceID.NotFound',
        message: `The instance IDs '${instanceId(2)}, ${instanceId(3)}' do not exist`,
      }),
    );
    await expect(ids({ InstanceIds: ['i-123'] })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidInstanceID.Malformed' }),
    );
    await expect(ids({ InstanceIds: [ID], MaxResults: 5 })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterCombination' }),
    );
    await expect(ids({ InstanceIds: Array.from({ length: 1001 }, (_, n) => instanceId(n)) })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterValue' }),
    );
  });

  test('shows an instance some seconds after its launch and for an hour after its end', async () => {
    const { inventory, clock, ids, describeInstances } = await startEc2();
    inventory.add({ id: ID });
    await expect(ids({ InstanceIds: [ID] })).rejects.toThrow('does not exist');
    const seen: (string | undefined)[] = [];
    const look = async (after: number) => {
      clock.tick(after);
      const { Reservations } = await describeInstances();
      seen.push(Reservations?.[0]?.Instances?.[0]?.State?.Name);
    };
    await look(5_000);
    await look(MINUTE);
    inventory.terminate(ID, Date.now());
    await look(0);
    await look(MINUTE);
    await look(HOUR);
    expect(seen).toEqual(['pending', 'running', 'shutting-down', 'terminated', undefined]);
  });

  test('hides what a service manages unless it is asked for', async () => {
    const { inventory, ids, describeInstances } = await startEc2();
    inventory.add({ id: ID, launchTime: NOW - DAY, operator: { principal: 'eks.amazonaws.com' } });
    expect(await ids()).toEqual([]);
    const { Reservations } = await describeInstances({ IncludeManagedResources: true });
    expect(Reservations?.[0]?.Instances?.[0]?.Operator).toEqual({ Managed: true, Principal: 'eks.amazonaws.com' });
  });
});

describe('ModifyInstanceMetadataOptions', () => {
  test('keeps what is left out, answers pending, and takes effect when it shows applied', async () => {
    const { inventory, clock, modify, describeInstances } = await startEc2();
    const options = { httpPutResponseHopLimit: 3, instanceMetadataTags: 'enabled' } as const;
    inventory.add({ id: ID, launchTime: NOW - DAY, options });
    const answer = await modify({ HttpTokens: 'required', HttpEndpoint: 'enabled' });
    const changed = {
      HttpTokens: 'required',
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 3,
      InstanceMetadataTags: 'enabled',
    };
    expect(answer.InstanceMetadataOptions).toMatchObject({ ...changed, State: 'pending' });
    expect(inventory.call(ID, Date.now())).toBe('accepted');
    clock.tick(8_000);
    expect((await describeInstances()).Reservations?.[0]?.Instances?.[0]?.MetadataOptions).toMatchObject({
      ...changed,
      State: 'applied',
    });
    expect(inventory.call(ID, Date.now())).toBe('rejected');
  });

  test('is applied to a stopped instance too', async () => {
    const { inventory, clock, modify } = await startEc2();
    inventory.add({ id: ID, runs: [{ start: NOW - DAY, end: NOW - HOUR }] });
    await modify({ HttpTokens: 'required' });
    clock.tick(10_000);
    expect(inventory.get(ID)?.options).toMatchObject({ httpTokens: 'required', state: 'applied' });
    expect(inventory.call(ID, Date.now())).toBe('unreachable');
  });

  test('refuses tokens where the endpoint is disabled and not enabled by the same call', async () => {
    const { inventory, clock, modify } = await startEc2();
    inventory.add({ id: ID, launchTime: NOW - DAY, options: { httpEndpoint: 'disabled' } });
    expect(inventory.call(ID, NOW)).toBe('unreachable');
    await expect(modify({ HttpTokens: 'required' })).rejects.toThrow("HttpEndpoint is not set to 'enabled'");
    await modify({ HttpTokens: 'optional', HttpEndpoint: 'enabled' });
    clock.tick(8_000);
    expect(inventory.call(ID, Date.now())).toBe('accepted');
  });

  test.each<[string, Partial<ModifyInstanceMetadataOptionsCommandInput>, string]>([
    ['a hop limit of 0', { HttpPutResponseHopLimit: 0 }, 'InvalidParameterValue'],
    ['a hop limit of 65', { HttpPutResponseHopLimit: 65 }, 'InvalidParameterValue'],
    ['an id that is none', { InstanceId: 'i-xyz' }, 'InvalidInstanceID.Malformed'],
    ['an id nobody has', { InstanceId: instanceId(9) }, 'InvalidInstanceID.NotFound'],
    ['a dry run', { HttpTokens: 'required', DryRun: true }, 'DryRunOperation'],
    ['a managed instance', { InstanceId: instanceId(2), HttpTokens: 'required' }, 'UnsupportedOperation'],
    ['a terminated instance', { InstanceId: instanceId(3), HttpTokens: 'required' }, 'IncorrectInstanceState'],
    ['optional where required is enforced', { HttpTokens: 'optional' }, 'UnsupportedOperation'],
  ])('refuses %s and changes nothing', async (_what, change, name) => {
    const { inventory, modify } = await startEc2();
    const runs = [{ start: NOW - DAY, end: NOW - MINUTE }];
    inventory.setDefaults('us-east-1', { httpTokensEnforced: 'enabled' });
    inventory.add({ id: ID, launchTime: NOW - DAY });
    inventory.add({ id: instanceId(2), launchTime: NOW - DAY, operator: { principal: 'eks.amazonaws.com' } });
    inventory.add({ id: instanceId(3), runs, terminatedAt: NOW - MINUTE });
    await expect(modify(change)).rejects.toThrow(expect.objectContaining({ name }));
    expect(inventory.list().map(({ options }) => options.state)).toEqual(['applied', 'applied', 'applied']);
  });

  test('has a bucket of 100 requests that refills with five a second', async () => {
    const { inventory, clock, modify } = await startEc2();
    inventory.add({ id: ID, launchTime: NOW - DAY });
    const call = () =>
      modify({ HttpTokens: 'optional' }).then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      );
    const burst = await Promise.all(Array.from({ length: 101 }, call));
    expect(burst.filter((result) => result === 'RequestLimitExceeded')).toHaveLength(1);
    clock.tick(200);
    expect([await call(), await call()]).toEqual(['ok', 'RequestLimitExceeded']);
  });
});

test('metadata defaults are told as they were set, and shape later launches', async () => {
  const { inventory, client } = await startEc2();
  expect((await client.send(new GetInstanceMetadataDefaultsCommand({}))).AccountLevel).toEqual({});
  inventory.setDefaults('us-east-1', {
    httpTokens: 'required',
    httpPutResponseHopLimit: 2,
    httpTokensEnforced: 'enabled',
  });
  expect((await client.send(new GetInstanceMetadataDefaultsCommand({}))).AccountLevel).toEqual({
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 2,
    HttpTokensEnforced: 'enabled',
  });
  expect(inventory.add({ id: ID }).options).toMatchObject({ httpTokens: 'required', httpPutResponseHopLimit: 2 });
});

test('only enabled regions are described, and only they accept credentials', async () => {
  const { client, config } = await startEc2();
  const { Regions } = await client.send(new DescribeRegionsCommand({}));
  expect(Regions?.map(({ RegionName }) => RegionName)).toEqual(['us-east-1', 'eu-west-1']);
  await expect(client.send(new DescribeRegionsCommand({ RegionNames: ['mars-east-1'] }))).rejects.toThrow(
    'Invalid region names provided: [mars-east-1]',
  );
  const elsewhere = new EC2Client({ ...config, region: 'me-south-1' });
  await expect(elsewhere.send(new DescribeInstancesCommand({}))).rejects.toThrow(
    expect.objectContaining({ name: 'AuthFailure' }),
  );
});
