/**
 * The deployed functions once more, with EC2 and CloudWatch by others: moto. Where it is known to differ from AWS, the
 * test says so beside what it expects. What it does not have is answered by the embedded AWS.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Aws, startAws } from '../simulator/aws/server.ts';
import { createInventory } from '../simulator/world/inventory.ts';
import { type Account, heardOf, openAccount } from './support/account.ts';
import { DAY, HOUR, isoSeconds, MINUTE, sampleAbout } from './support/fleet.ts';
import { lane } from './support/lane.ts';
import { REGION, ROOT } from './support/ministack.ts';
import { freePort, type Server, serve, until } from './support/processes.ts';

const STEP = HOUR / 12;
/** In the last minutes of an hour, whatever time it is now: the hour of that start then has one point only. */
const LAUNCHED = Math.floor(Date.now() / HOUR) * HOUR - 20 * DAY - 3 * MINUTE;

/** moto has no GetInstanceMetadataDefaults and no OpsItems. */
const LACKING = new Set(['GetInstanceMetadataDefaults', 'CreateOpsItem', 'GetOpsItem', 'UpdateOpsItem']);

lane('moto', inject('python'), (python) => {
  let folder: string;
  let moto: Server;
  let aws: Aws;
  let account: Account;
  let ec2: EC2Client;
  let cloudwatch: CloudWatchClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imdsv2-e2e-'));
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const env = { PATH: '/usr/bin:/bin', HOME: folder, E2E_LAUNCHED: isoSeconds(LAUNCHED) };
    const script = join(import.meta.dirname, 'python/start_moto.py');
    moto = await serve(python, [script, '-p', String(port)], { url: `${endpoint}/moto-api/`, env, cwd: folder });
    ec2 = new EC2Client({ endpoint, region: REGION, credentials: ROOT });
    cloudwatch = new CloudWatchClient({ endpoint, region: REGION, credentials: ROOT });
    aws = await startAws({ inventory: createInventory([REGION]) });
    account = await openAccount('moto', python, (service, action) => {
      if (service === 'ssm' && action === 'GetParameter') return null;
      return LACKING.has(action) ? aws.endpoint : endpoint;
    });
  });
  afterAll(async () => {
    await account?.close();
    await aws?.close();
    await moto?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const caseOf = (instanceId: string): string => `${REGION}/i:${instanceId}`;

  async function launch(more: Partial<RunInstancesCommandInput> = {}): Promise<string> {
    const command = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...more } as const;
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(command));
    return Instances[0]?.InstanceId ?? '';
  }

  async function describe(id: string): Promise<Instance> {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const [instance] = Reservations.flatMap(({ Instances = [] }) => Instances);
    if (instance === undefined) throw new Error(`moto has no ${id}`);
    return instance;
  }

  /**
   * Points since the launch as EC2 writes them: each stands at the start of its five minutes, the first thus before the
   * launch. Every five minutes in the first hours; later, to be quick, every hour.
   */
  async function called(id: string, each: number): Promise<void> {
    const begun = Math.floor(LAUNCHED / STEP) * STEP;
    const hours = Math.floor((Date.now() - begun) / HOUR);
    const first = Array.from({ length: 24 }, (_, n) => begun + n * STEP);
    const rest = Array.from({ length: hours - 1 }, (_, n) => begun + (n + 2) * HOUR);
    const MetricData = [...first, ...rest].map((at) => ({
      MetricName: 'MetadataNoToken',
      Dimensions: [{ Name: 'InstanceId', Value: id }],
      Timestamp: new Date(at),
      Value: each,
    }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/EC2', MetricData }));
  }

  const tokensOf = async (id: string) => (await describe(id)).MetadataOptions?.HttpTokens;

  test('is required what shows zero calls and a start', async () => {
    const id = await launch({ MetadataOptions: { HttpPutResponseHopLimit: 2 } });
    await called(id, 0);
    await account.put(sampleAbout('config-compliance-non-compliant', id));
    await until('IMDSv2 is required', async () => ((await tokensOf(id)) === 'required' ? true : undefined));
    expect((await describe(id)).MetadataOptions).toMatchObject({
      HttpEndpoint: 'enabled',
      State: 'applied',
      // moto resets what a request leaves out; EC2 keeps it, and so does the embedded AWS.
      HttpPutResponseHopLimit: 1,
    });
    const found = await account.cases.load(caseOf(id));
    expect(found?.members[0]?.enforcement).toMatchObject({
      ground: 'zero',
      evidence: { state: 'zero', calls: 0 },
      before: { hopLimit: 2 },
    });
  });

  test('stays as it is, with a notice, what is in use', async () => {
    const id = await launch();
    await called(id, 3);
    await account.put(sampleAbout('security-hub-ec2-8-failed', id));
    expect(await heardOf(account, caseOf(id), 'grace-started')).toMatchObject({ state: 'grace' });
    expect(await tokensOf(id)).toBe('optional');
  });

  test('is observed what has no metric at all: no datapoints are not zero', async () => {
    const id = await launch();
    await account.put(sampleAbout('config-compliance-non-compliant', id));
    const found = await until('it was judged', async () => {
      const loaded = await account.cases.load(caseOf(id));
      return loaded?.case.evidence ? loaded : undefined;
    });
    expect(found.case).toMatchObject({ stance: { kind: 'observing' }, evidence: { state: 'unknown' } });
    expect(await tokensOf(id)).toBe('optional');
  });

  test('is left alone what has its endpoint disabled', async () => {
    const id = await launch({ MetadataOptions: { HttpEndpoint: 'disabled' } });
    await called(id, 0);
    const { passed } = account.door;
    const judge = passed.find(({ action }) => action === 'ModifyInstanceMetadataOptions')?.accessKeyId;
    const asked = () =>
      passed.filter(({ action, accessKeyId }) => action === 'DescribeInstances' && accessKeyId === judge).length;
    const before = asked();
    await account.put(sampleAbout('config-compliance-non-compliant', id));
    await until('it was looked at', async () => (asked() > before ? true : undefined));
    expect((await describe(id)).MetadataOptions).toMatchObject({ HttpTokens: 'optional', HttpEndpoint: 'disabled' });
  });

  test('nothing was refused by the roles of the functions', () => {
    expect(account.door.passed.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
  });
});
