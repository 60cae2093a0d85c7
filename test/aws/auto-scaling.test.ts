import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { makeRemovals } from '../../src/aws/auto-scaling.ts';
import { instant } from '../../src/domain/time.ts';
import { HOUR, instanceId, NOW, startWorld } from '../simulator/aws/world.ts';

const tags = { 'aws:autoscaling:groupName': 'web' };

async function start() {
  const { aws, inventory, config } = await startWorld();
  const removals = makeRemovals((region) => new AutoScalingClient({ ...config, region }));
  const end = (n: number, at: number, more = {}) => {
    inventory.add({ id: instanceId(n), tags, ...more });
    inventory.terminate(instanceId(n), at, `reason ${n}`);
  };
  return { aws, end, removals: (since: number) => removals('us-east-1', 'web', instant(since)) };
}

test('every page is read: the causes of all that the group ended since then, and of no other', async () => {
  const { aws, end, removals } = await start();
  for (let n = 1; n <= 101; n += 1) end(n, NOW);
  end(102, NOW - 2 * HOUR);
  end(103, NOW, { tags: { 'aws:autoscaling:groupName': 'api' } });
  end(104, NOW, { region: 'eu-west-1' });
  const read = await removals(NOW - HOUR);
  const causes = 'known' in read ? read.known : new Map<string, string>();
  expect(causes.size).toBe(101);
  expect(causes.get(instanceId(101))).toMatch(/taken out of service in response to reason 101\.$/);
  expect(aws.log.map(({ action }) => action)).toEqual(['DescribeScalingActivities', 'DescribeScalingActivities']);
});

test('what may not be read, or only its first page, is unreadable and never nothing', async () => {
  const { aws, end, removals } = await start();
  for (let n = 1; n <= 101; n += 1) end(n, NOW);
  aws.faults = ({ nth }) => (nth === 2 ? { error: 'AccessDenied' } : undefined);
  expect(await removals(NOW - HOUR)).toEqual({ unreadable: expect.stringContaining('AccessDenied') });
});
