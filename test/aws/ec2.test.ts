import { EC2Client, type ServiceInputTypes } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { Ec2ShapeError, makeEc2 } from '../../src/aws/ec2.ts';
import { classify } from '../../src/aws/errors.ts';
import { DAY, HOUR, instanceId, MINUTE, NOW, startWorld } from '../simulator/aws/world.ts';

const REGION = 'us-east-1';
const ID = instanceId(1);

/** `pageOf`: instances a page, where the product asks for a thousand. `bend` changes what EC2 answers. */
async function start({ pageOf, bend }: { pageOf?: number; bend?: (output: object) => void } = {}) {
  const world = await startWorld();
  const ec2 = makeEc2((region) => {
    const client = new EC2Client({ ...world.config, region });
    client.middlewareStack.add(
      (next) => async (args) => {
        const input: ServiceInputTypes = pageOf === undefined ? args.input : { ...args.input, MaxResults: pageOf };
        const result = await next({ ...args, input });
        bend?.(result.output);
        return result;
      },
      { step: 'initialize' },
    );
    return client;
  }, REGION);
  const requests = (action: string) => world.aws.log.filter((entry) => entry.action === action);
  return { ...world, ec2, requests };
}

/** Every id of the region's pages, and how many pages there were. */
async function allPages({ ec2 }: Awaited<ReturnType<typeof start>>) {
  const ids: string[] = [];
  let pages = 0;
  let token: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ec2.pageOfOptional>> = await ec2.pageOfOptional(REGION, token);
    ids.push(...page.instances.map(({ id }) => id));
    token = page.nextToken;
    pages += 1;
  } while (token !== null);
  return { ids, pages };
}

describe('an instance', () => {
  test('is read with everything that decisions rest on', async () => {
    const { ec2, inventory } = await start();
    inventory.add({
      id: ID,
      launchTime: NOW - 3 * DAY,
      imageId: 'ami-0000000000000000a',
      launchTemplate: { id: 'lt-0123456789abcdef0', version: '3' },
      tags: { Owner: 'payments', Empty: '' },
      options: { httpPutResponseHopLimit: 2 },
    });
    expect((await ec2.find(REGION, [ID])).get(ID)).toEqual({
      id: ID,
      region: REGION,
      state: 'running',
      launchedAt: NOW - 3 * DAY,
      stoppedAt: null,
      imageId: 'ami-0000000000000000a',
      launchTemplate: { id: 'lt-0123456789abcdef0', version: '3' },
      tags: {
        Owner: 'payments',
        Empty: '',
        'aws:ec2launchtemplate:id': 'lt-0123456789abcdef0',
        'aws:ec2launchtemplate:version': '3',
      },
      zone: 'us-east-1a',
      managedBy: null,
      options: { tokens: 'optional', endpoint: 'enabled', hopLimit: 2, state: 'applied' },
    });
  });

  test('has the moment of its stop where EC2 tells it, and none made up where it does not', async () => {
    const { ec2, inventory } = await start();
    const runs = [{ start: NOW - 3 * DAY, end: NOW - HOUR }];
    inventory.add({ id: instanceId(1), runs });
    inventory.add({ id: instanceId(2), runs }).stopReason = 'Client.InstanceInitiatedShutdown';
    inventory.add({ id: instanceId(3), runs });
    inventory.start(instanceId(3), NOW - MINUTE);
    const found = await ec2.find(REGION, [1, 2, 3].map(instanceId));
    expect([...found.values()].map(({ state, stoppedAt, launchedAt }) => [state, stoppedAt, launchedAt])).toEqual([
      ['stopped', NOW - HOUR, NOW - 3 * DAY],
      ['stopped', null, NOW - 3 * DAY],
      ['running', null, NOW - MINUTE],
    ]);
  });

  test('that a service manages is seen, with who does', async () => {
    const { ec2, inventory } = await start();
    inventory.add({ id: ID, launchTime: NOW - DAY, operator: { principal: 'eks.amazonaws.com' } });
    expect((await ec2.find(REGION, [ID])).get(ID)?.managedBy).toBe('eks.amazonaws.com');
  });

  test('that is terminated is seen for a while, then it is absent', async () => {
    const { ec2, inventory, clock } = await start();
    inventory.add({ id: ID, launchTime: NOW - DAY });
    inventory.terminate(ID, NOW);
    clock.tick(MINUTE);
    expect((await ec2.find(REGION, [ID])).get(ID)?.state).toBe('terminated');
    clock.tick(2 * HOUR);
    expect((await ec2.find(REGION, [ID])).size).toBe(0);
  });

  test('without metadata options has none to be switched off', async () => {
    const { ec2, inventory } = await start({ bend: (output) => strip(output, 'MetadataOptions') });
    inventory.add({ id: ID, launchTime: NOW - DAY });
    const options = { tokens: 'required', endpoint: 'disabled', hopLimit: 1, state: 'applied' };
    expect((await ec2.find(REGION, [ID])).get(ID)?.options).toEqual(options);
  });

  test('in a shape that nobody knows is an error and not a guess', async () => {
    const { ec2, inventory } = await start({ bend: (output) => strip(output, 'LaunchTime') });
    inventory.add({ id: ID, launchTime: NOW - DAY });
    await expect(ec2.find(REGION, [ID])).rejects.toThrow(Ec2ShapeError);
  });
});

/** Takes a field out of every instance of an answer. */
function strip(output: object, field: string): void {
  for (const [key, value] of Object.entries(output)) {
    if (key === field) Reflect.deleteProperty(output, key);
    else if (typeof value === 'object' && value !== null) strip(value, field);
  }
}

describe('finding instances by id', () => {
  test('asks for 200 at a time, and what EC2 does not know is absent and spoils nothing', async () => {
    const { ec2, inventory, requests } = await start();
    const ids = Array.from({ length: 450 }, (_, n) => instanceId(n + 1));
    const known = ids.filter((_, n) => n % 3 === 0);
    for (const id of known) inventory.add({ id, launchTime: NOW - DAY });
    const found = await ec2.find(REGION, [...ids, 'i-0000000000000ffff']);
    expect([...found.keys()]).toEqual(known);
    expect(requests('DescribeInstances')).toHaveLength(3);
  });

  test('asks nothing where there is nothing to ask', async () => {
    const { ec2, aws } = await start();
    expect((await ec2.find(REGION, [])).size).toBe(0);
    expect(aws.log).toEqual([]);
  });

  test('follows pages, and stays in its region', async () => {
    const { ec2, inventory, requests } = await start({ pageOf: 5 });
    const ids = Array.from({ length: 12 }, (_, n) => instanceId(n + 1));
    for (const id of ids) inventory.add({ id, launchTime: NOW - DAY });
    inventory.add({ id: instanceId(99), launchTime: NOW - DAY, region: 'eu-west-1' });
    expect([...(await ec2.find(REGION, [...ids, instanceId(99)])).keys()]).toEqual(ids);
    expect(requests('DescribeInstances')).toHaveLength(3);
    expect([...(await ec2.find('eu-west-1', [...ids, instanceId(99)])).keys()]).toEqual([instanceId(99)]);
  });
});

describe('looking through a region', () => {
  test('shows page by page what answers IMDSv1 and is not about to go', async () => {
    const world = await start({ pageOf: 5 });
    const { inventory } = world;
    const staying = Array.from({ length: 11 }, (_, n) => instanceId(n + 1));
    for (const id of staying) inventory.add({ id, launchTime: NOW - DAY });
    inventory.add({ id: instanceId(20), launchTime: NOW - DAY, options: { httpTokens: 'required' } });
    inventory.add({ id: instanceId(21), launchTime: NOW - DAY });
    inventory.terminate(instanceId(21), NOW - MINUTE);
    inventory.add({ id: instanceId(22), runs: [{ start: NOW - DAY, end: NOW - HOUR }] });
    inventory.add({ id: instanceId(23), launchTime: NOW - DAY, operator: { principal: 'eks.amazonaws.com' } });
    expect(await allPages(world)).toEqual({ ids: [...staying, instanceId(22), instanceId(23)], pages: 3 });
  });

  test('goes on from a token that an earlier look was given', async () => {
    const { ec2, inventory } = await start({ pageOf: 5 });
    for (let n = 1; n <= 8; n += 1) inventory.add({ id: instanceId(n), launchTime: NOW - DAY });
    const { nextToken } = await ec2.pageOfOptional(REGION, null);
    const rest = await ec2.pageOfOptional(REGION, nextToken);
    expect([rest.instances.map(({ id }) => id), rest.nextToken]).toEqual([[6, 7, 8].map(instanceId), null]);
  });

  test('asks for a thousand a page', async () => {
    const { ec2, requests } = await start();
    await ec2.pageOfOptional(REGION, null);
    expect(requests('DescribeInstances')[0]?.params).toMatchObject({ MaxResults: '1000' });
  });
});

describe('requiring tokens', () => {
  const modified = 'ModifyInstanceMetadataOptions';

  test('sends tokens and the endpoint, and nothing else', async () => {
    const { ec2, inventory, requests } = await start();
    const options = { httpPutResponseHopLimit: 3, instanceMetadataTags: 'enabled' } as const;
    inventory.add({ id: ID, launchTime: NOW - DAY, options });
    await ec2.requireTokens(REGION, ID, null);
    const params = { InstanceId: ID, HttpTokens: 'required', HttpEndpoint: 'enabled' };
    expect(requests(modified).map((entry) => entry.params)).toEqual([params]);
    expect(inventory.get(ID)?.options).toMatchObject({ httpTokens: 'required', ...options });
  });

  test('sends a hop limit only where one is given', async () => {
    const { ec2, inventory, requests } = await start();
    inventory.add({ id: ID, launchTime: NOW - DAY });
    await ec2.requireTokens(REGION, ID, 2);
    expect(requests(modified)[0]?.params).toMatchObject({ HttpPutResponseHopLimit: '2' });
  });

  test('tells apart what is gone, what is refused and what passes', async () => {
    const { ec2, inventory } = await start();
    inventory.add({ id: instanceId(2), launchTime: NOW - DAY, operator: { principal: 'eks.amazonaws.com' } });
    inventory.add({ id: instanceId(3), launchTime: NOW - DAY });
    inventory.terminate(instanceId(3), NOW);
    const kindOf = (id: string) => ec2.requireTokens(REGION, id, null).then(() => null, classify);
    expect(await kindOf(instanceId(1))).toBe('gone');
    expect(await kindOf(instanceId(2))).toBe('refused');
    expect(await kindOf(instanceId(3))).toBe('retry');
  });
});

describe("a region's defaults", () => {
  test('are no preference until somebody sets them', async () => {
    const { ec2 } = await start();
    expect(await ec2.defaults(REGION)).toEqual({
      tokens: 'no-preference',
      tokensEnforced: false,
      managedBy: 'account',
    });
  });

  test('say when tokens are enforced and an organization decides, in that region alone', async () => {
    const { ec2, inventory } = await start();
    const defaults = {
      httpTokens: 'required',
      httpTokensEnforced: 'enabled',
      managedBy: 'declarative-policy',
    } as const;
    inventory.setDefaults(REGION, defaults);
    const strict = { tokens: 'required', tokensEnforced: true, managedBy: 'declarative-policy' };
    expect(await ec2.defaults(REGION)).toEqual(strict);
    expect((await ec2.defaults('eu-west-1')).tokensEnforced).toBe(false);
  });
});

test('the regions are those enabled in the account', async () => {
  const { ec2 } = await start();
  expect(await ec2.regions()).toEqual(['us-east-1', 'eu-west-1']);
});
