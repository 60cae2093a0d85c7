import { beforeEach, expect, test, vi } from 'vitest';
import { findRegions, findStack } from '../../scripts/deploy/account.ts';
import { startWorld } from '../simulator/aws/world.ts';

const STACK = 'imdsv2-remediator-live';

async function start(options: Parameters<typeof startWorld>[0] = {}) {
  const world = await startWorld(options);
  vi.stubEnv('AWS_ENDPOINT_URL', world.aws.endpoint);
  return world;
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});

test('every enabled region is asked whether the stack is there', async () => {
  const { aws } = await start();
  aws.stacks.set(STACK, { TableName: 'the-table' });
  expect(await findRegions('us-east-1', STACK)).toEqual([
    { region: 'us-east-1', optIn: false, stack: { since: '2026-03-01' } },
    { region: 'eu-west-1', optIn: false, stack: 'none' },
  ]);
  expect((await findStack('us-east-1', STACK))?.Outputs).toEqual([
    { OutputKey: 'TableName', OutputValue: 'the-table' },
  ]);
  expect(await findStack('eu-west-1', STACK)).toBeNull();
});

test('a region that refuses to say is not taken for one without the stack', async () => {
  await start({
    faults: ({ service, region }) =>
      service === 'cloudformation' && region === 'eu-west-1' ? { error: 'AccessDenied', status: 403 } : undefined,
  });
  expect(await findRegions('us-east-1', STACK)).toContainEqual({
    region: 'eu-west-1',
    optIn: false,
    stack: { unreadable: 'CloudFormation does not answer (AccessDenied)' },
  });
  await expect(findStack('eu-west-1', STACK)).rejects.toThrow();
});
