import { gzipSync } from 'node:zlib';
import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, ListDocumentsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import type { LogEntry } from '../../../simulator/aws/requests.ts';
import { startAws } from '../../../simulator/aws/server.ts';
import { createInventory } from '../../../simulator/world/inventory.ts';
import { DAY, instanceId, NOW, startWorld } from './world.ts';

const ID = instanceId(1);
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

test('operations that are not there are refused in the words of their protocol', async () => {
  const { config } = await startWorld();
  const unknown = (name: string) => expect.objectContaining({ name });
  await expect(new EC2Client(config).send(new DescribeVpcsCommand({}))).rejects.toThrow(unknown('InvalidAction'));
  await expect(new SNSClient(config).send(new ListTopicsCommand({}))).rejects.toThrow(unknown('InvalidAction'));
  const operation = unknown('UnknownOperationException');
  await expect(new CloudWatchClient(config).send(new ListMetricsCommand({}))).rejects.toThrow(operation);
  await expect(new SSMClient(config).send(new ListDocumentsCommand({}))).rejects.toThrow(operation);
});

test('a parameter that EC2 does not know is refused in its envelope', async () => {
  const { aws } = await startWorld();
  const body = 'Action=DescribeInstances&Version=2016-11-15&InstanceIds.1=i-1';
  const response = await fetch(aws.endpoint, { method: 'POST', headers: signed('ec2'), body });
  expect(response.status).toBe(400);
  expect(await response.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>UnknownParameter</Code>' +
      '<Message>The parameter InstanceIds.1 is not recognized</Message></Error></Errors>' +
      '<RequestID>00000000-0000-4000-8000-000000000001</RequestID></Response>',
  );
});

test('requests without a signature or for another service go away with an error', async () => {
  const { aws } = await startWorld();
  expect((await fetch(aws.endpoint, { method: 'POST', body: 'Action=DescribeInstances' })).status).toBe(403);
  expect((await fetch(aws.endpoint, { method: 'POST', headers: signed('lambda') })).status).toBe(404);
});

test('compressed bodies are read', async () => {
  const { aws } = await startWorld();
  const headers = { ...signed('ssm'), 'x-amz-target': 'AmazonSSM.GetParameter', 'content-encoding': 'gzip' };
  aws.parameters.set('name', 'value');
  const response = await fetch(aws.endpoint, { method: 'POST', headers, body: gzipSync('{"Name":"name"}') });
  expect(await response.json()).toMatchObject({ Parameter: { Value: 'value' } });
});

test('the Date header shows the clock that was put in place', async () => {
  const { aws, clock } = await startWorld();
  clock.tick(DAY);
  const response = await fetch(aws.endpoint, { method: 'POST', headers: signed('ec2') });
  expect(response.headers.get('date')).toBe('Tue, 03 Mar 2026 10:00:00 GMT');
});

test('the log says who asked what, where, when, and what came of it', async () => {
  const { aws, config, inventory, clock } = await startWorld();
  inventory.add({ id: ID, launchTime: NOW - DAY });
  const client = new EC2Client({ ...config, region: 'eu-west-1' });
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  await client.send(new DescribeInstancesCommand({ Filters, MaxResults: 100 }));
  clock.tick(1000);
  await expect(client.send(new DescribeInstancesCommand({ InstanceIds: [ID] }))).rejects.toThrow();
  expect(aws.log).toEqual([
    {
      at: NOW,
      service: 'ec2',
      region: 'eu-west-1',
      action: 'DescribeInstances',
      params: { filters: ['instance-state-name=pending'], MaxResults: '100' },
      performed: true,
    },
    {
      at: NOW + 1000,
      service: 'ec2',
      region: 'eu-west-1',
      action: 'DescribeInstances',
      params: { ids: 1 },
      error: 'InvalidInstanceID.NotFound',
      performed: false,
    },
  ]);
});

test('a listener takes the log over', async () => {
  const entries: LogEntry[] = [];
  const { aws, config } = await startWorld({ log: (entry) => entries.push(entry) });
  await new EC2Client(config).send(new DescribeInstancesCommand({}));
  expect([aws.log.length, entries.length]).toEqual([0, 1]);
});

test('a fault refuses the requests it picks, and the SDK tries again where AWS would have it', async () => {
  const { aws, config } = await startWorld();
  aws.parameters.set('name', 'value');
  aws.faults = ({ action, nth }) => {
    if (action === 'GetParameter' && nth === 1) return { error: 'InternalError' };
    return action === 'GetMetricData' ? { error: 'AccessDeniedException' } : undefined;
  };
  const ssm = new SSMClient({ ...config, maxAttempts: 2 });
  expect((await ssm.send(new GetParameterCommand({ Name: 'name' }))).Parameter?.Value).toBe('value');
  const denied = new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(NOW), MetricDataQueries: [] });
  await expect(new CloudWatchClient({ ...config, maxAttempts: 2 }).send(denied)).rejects.toThrow(
    expect.objectContaining({ name: 'AccessDeniedException' }),
  );
  expect(aws.log.map(({ action, error }) => [action, error])).toEqual([
    ['GetParameter', 'InternalError'],
    ['GetParameter', undefined],
    ['GetMetricData', 'AccessDeniedException'],
  ]);
});

test.each(['effect', 'nothing'] as const)('a fault cuts the connection after %s', async (after) => {
  const { aws, config, inventory } = await startWorld({ faults: () => ({ after }) });
  inventory.add({ id: ID, launchTime: NOW - DAY });
  const command = new ModifyInstanceMetadataOptionsCommand({ InstanceId: ID, HttpTokens: 'required' });
  await expect(new EC2Client(config).send(command)).rejects.toThrow(expect.objectContaining({ code: 'ECONNRESET' }));
  expect(inventory.get(ID)?.options.httpTokens).toBe(after === 'effect' ? 'required' : 'optional');
  expect(aws.log.at(-1)).toMatchObject({ error: 'connection closed', performed: after === 'effect' });
});

test.each(['effect', 'nothing'] as const)('a fault leaves whoever asks without an answer after %s', async (never) => {
  const { aws, config, inventory } = await startWorld({
    faults: ({ action }) => (action.startsWith('Modify') ? { never } : undefined),
  });
  inventory.add({ id: ID, launchTime: NOW - DAY });
  const client = new EC2Client({ ...config, maxAttempts: 1 });
  const command = new ModifyInstanceMetadataOptionsCommand({ InstanceId: ID, HttpTokens: 'required' });
  const asked = client.send(command).catch((error: unknown) => error);
  // The next request comes after it.
  await client.send(new DescribeInstancesCommand({}));
  expect(inventory.get(ID)?.options.httpTokens).toBe(never === 'effect' ? 'required' : 'optional');
  await aws.close();
  expect(await asked).toMatchObject({ code: 'ECONNRESET' });
});

test('a fault shows metadata options as they were before', async () => {
  const { aws, config, inventory, clock } = await startWorld();
  inventory.add({ id: ID, launchTime: NOW - DAY });
  inventory.modify(ID, { httpTokens: 'required' }, NOW);
  clock.tick(60_000);
  const client = new EC2Client(config);
  const seen = async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [ID] }));
    return Reservations?.[0]?.Instances?.[0]?.MetadataOptions;
  };
  aws.faults = () => ({ lag: 55_000 });
  expect(await seen()).toMatchObject({ HttpTokens: 'optional', State: 'applied' });
  aws.faults = () => ({ lag: 40_000 });
  expect(await seen()).toMatchObject({ HttpTokens: 'required', State: 'applied' });
});

test('the log says which invocation asked, where it says so itself', async () => {
  const { aws, config } = await startWorld();
  const client = new EC2Client(config);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(Object(args.request).headers, { 'x-simulated-invocation': 'sweep#1' });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new DescribeInstancesCommand({}));
  expect(aws.log).toMatchObject([{ invocation: 'sweep#1' }]);
});

test('an error of our own is told when all is closed, not taken for one of AWS', async () => {
  const faults = () => {
    throw new TypeError('a broken hook');
  };
  const aws = await startAws({ inventory: createInventory(), faults });
  expect((await fetch(aws.endpoint, { method: 'POST', headers: signed('ec2') })).status).toBe(500);
  await expect(aws.close()).rejects.toThrow('the embedded AWS itself failed');
});
