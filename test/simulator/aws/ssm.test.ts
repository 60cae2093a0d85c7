import {
  CreateOpsItemCommand,
  type CreateOpsItemCommandInput,
  GetCalendarStateCommand,
  GetOpsItemCommand,
  GetParameterCommand,
  SSMClient,
  UpdateOpsItemCommand,
  type UpdateOpsItemCommandInput,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { DAY, NOW, startWorld } from './world.ts';

const dedup = (name: string) => ({
  '/aws/dedup': { Type: 'SearchableString', Value: JSON.stringify({ dedupString: name }) } as const,
});

async function startSsm() {
  const { aws, config, clock } = await startWorld();
  const client = new SSMClient(config);
  return {
    aws,
    clock,
    config,
    client,
    create: (input: Partial<CreateOpsItemCommandInput> = {}) =>
      client.send(new CreateOpsItemCommand({ Title: 'IMDSv1', Description: 'text', Source: 'imdsv2', ...input })),
    update: (input: UpdateOpsItemCommandInput) => client.send(new UpdateOpsItemCommand(input)),
    get: (OpsItemId: string) => client.send(new GetOpsItemCommand({ OpsItemId })),
  };
}

test('a parameter is found by name in the home region only', async () => {
  const { aws, client, config } = await startSsm();
  aws.parameters.set('/imdsv2/policy', 'mode: enforce');
  const command = new GetParameterCommand({ Name: '/imdsv2/policy' });
  expect((await client.send(command)).Parameter).toMatchObject({ Value: 'mode: enforce', Type: 'String' });
  const refused = expect.objectContaining({ name: 'ParameterNotFound' });
  await expect(new SSMClient({ ...config, region: 'eu-west-1' }).send(command)).rejects.toThrow(refused);
  await expect(client.send(new GetParameterCommand({ Name: '/imdsv2/other' }))).rejects.toThrow(refused);
});

test('a calendar says what it is at a moment, and when that changes where it is asked for alone', async () => {
  const { aws, client } = await startSsm();
  aws.calendars.set('always', 'OPEN').set('freeze', { now: 'CLOSED', until: NOW + DAY });
  const state = async (CalendarNames: string[], AtTime?: string) => {
    const { $metadata: _, ...answer } = await client.send(
      new GetCalendarStateCommand({ CalendarNames, ...(AtTime && { AtTime }) }),
    );
    return answer;
  };
  const AtTime = '2026-03-02T10:00:00Z';
  expect(await state(['always'])).toEqual({ State: 'OPEN', AtTime });
  expect(await state(['freeze'])).toEqual({ State: 'CLOSED', AtTime, NextTransitionTime: '2026-03-03T10:00:00Z' });
  expect(await state(['freeze'], '2026-03-03T10:00:00Z')).toMatchObject({ State: 'OPEN' });
  expect(await state(['always', 'freeze'])).toEqual({ State: 'CLOSED', AtTime });
});

test('a calendar that nobody made is no document, nor is one of another region', async () => {
  const { aws, client, config } = await startSsm();
  aws.calendars.set('always', 'OPEN');
  const refused = expect.objectContaining({ name: 'InvalidDocument' });
  const ask = (name: string) => new GetCalendarStateCommand({ CalendarNames: [name] });
  await expect(client.send(ask('never'))).rejects.toThrow(refused);
  await expect(new SSMClient({ ...config, region: 'eu-west-1' }).send(ask('always'))).rejects.toThrow(refused);
});

test('an OpsItem is opened, changed key by key, and told', async () => {
  const { create, update, get, clock } = await startSsm();
  const { OpsItemId = '' } = await create({
    Severity: '2',
    OperationalData: { trend: { Value: 'up', Type: 'String' }, calls: { Value: '3', Type: 'String' } },
  });
  clock.tick(60_000);
  await update({
    OpsItemId,
    Status: 'InProgress',
    Title: 'IMDSv1 is used',
    OperationalData: { trend: { Value: 'down', Type: 'String' } },
    OperationalDataToDelete: ['calls'],
  });
  expect((await get(OpsItemId)).OpsItem).toEqual({
    OpsItemId,
    Title: 'IMDSv1 is used',
    Description: 'text',
    Source: 'imdsv2',
    Severity: '2',
    Status: 'InProgress',
    OperationalData: { trend: { Value: 'down', Type: 'String' } },
    CreatedTime: new Date(NOW),
    LastModifiedTime: new Date(NOW + 60_000),
  });
});

test('a dedup string is good for one OpsItem until that is resolved, and for reopening', async () => {
  const { create, update, get } = await startSsm();
  const { OpsItemId: first = '' } = await create({ OperationalData: dedup('case') });
  await expect(create({ OperationalData: dedup('case') })).rejects.toThrow(
    expect.objectContaining({ name: 'OpsItemAlreadyExistsException', OpsItemId: first }),
  );
  await update({ OpsItemId: first, Status: 'Resolved' });
  const { OpsItemId: second = '' } = await create({ OperationalData: dedup('case') });
  expect(second).not.toBe(first);
  await expect(update({ OpsItemId: first, Status: 'Open' })).rejects.toThrow(
    expect.objectContaining({ name: 'OpsItemAlreadyExistsException', OpsItemId: second }),
  );
  await update({ OpsItemId: second, Status: 'Resolved' });
  await update({ OpsItemId: first, Status: 'Open' });
  expect((await get(first)).OpsItem?.Status).toBe('Open');
});

test('a dedup string stays what it was', async () => {
  const { create, update } = await startSsm();
  const { OpsItemId = '' } = await create({ OperationalData: dedup('case') });
  await update({ OpsItemId, Status: 'InProgress', OperationalData: dedup('case') });
  await expect(update({ OpsItemId, OperationalData: dedup('another') })).rejects.toThrow(
    expect.objectContaining({ name: 'OpsItemInvalidParameterException', ParameterNames: ['OperationalData'] }),
  );
});

test.each<[string, Partial<CreateOpsItemCommandInput>, string]>([
  ['a source with amazon in it', { Source: 'my-amazon-tool' }, 'OpsItemInvalidParameterException'],
  ['a source of 129 characters', { Source: 'x'.repeat(129) }, 'ValidationException'],
  ['a title of 1,025 characters', { Title: 'x'.repeat(1025) }, 'ValidationException'],
  ['a description of 2,049 characters', { Description: 'x'.repeat(2049) }, 'ValidationException'],
  ['a priority of 6', { Priority: 6 }, 'ValidationException'],
  ["a key of AWS's own", { OperationalData: { '/aws/other': { Value: 'x' } } }, 'OpsItemInvalidParameterException'],
  [
    'a value over 20 KB',
    { OperationalData: { trend: { Value: 'x'.repeat(20_481) } } },
    'OpsItemInvalidParameterException',
  ],
  [
    'resources that are no list of ARNs',
    { OperationalData: { '/aws/resources': { Value: '["i-1"]' } } },
    'OpsItemInvalidParameterException',
  ],
])('refuses %s', async (_what, input, name) => {
  const { create, aws } = await startSsm();
  await expect(create(input)).rejects.toThrow(expect.objectContaining({ name }));
  expect(aws.opsItems.size).toBe(0);
});

test('an OpsItem nobody opened is not found', async () => {
  const { update, get } = await startSsm();
  const refused = expect.objectContaining({ name: 'OpsItemNotFoundException' });
  await expect(get('oi-00000000000f')).rejects.toThrow(refused);
  await expect(update({ OpsItemId: 'oi-00000000000f', Status: 'Resolved' })).rejects.toThrow(refused);
});
