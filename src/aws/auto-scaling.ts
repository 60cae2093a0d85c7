import { type AutoScalingClient, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';
import type { Read } from '../domain/codecs.ts';
import { formatInstant, type Instant } from '../domain/time.ts';
import { describeError } from './errors.ts';

/**
 * Why a group ended instances of its own since a moment, in its own words, by instance id. One that is not there was
 * not ended by the group, or not as far as it has told yet.
 */
export type Removals = (region: string, group: string, since: Instant) => Promise<Read<ReadonlyMap<string, string>>>;

/**
 * Whatever goes wrong is `unreadable`, also a group that AWS no longer knows: it stops the enforcement of one workload
 * and nothing else.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html
 */
export const makeRemovals =
  (client: (region: string) => AutoScalingClient): Removals =>
  async (region, group, since) => {
    try {
      return { known: await causesOf(client(region), group, since) };
    } catch (error) {
      return { unreadable: describeError(error) };
    }
  };

async function causesOf(client: AutoScalingClient, group: string, since: Instant) {
  const causes = new Map<string, string>();
  let token: string | undefined;
  do {
    const { activities, next } = await page(client, group, since, token);
    for (const { Description = '', Cause = '' } of activities) {
      const [, id] = ENDED.exec(Description) ?? [];
      if (id !== undefined) causes.set(id, Cause);
    }
    token = next;
  } while (token !== undefined);
  return causes;
}

const ENDED = /^Terminating EC2 instance: (i-[0-9a-f]+)/;

async function page(client: AutoScalingClient, group: string, since: Instant, token: string | undefined) {
  const { Activities: activities = [], NextToken: next } = await client.send(
    new DescribeScalingActivitiesCommand({
      AutoScalingGroupName: group,
      // A group may be gone with its members.
      IncludeDeletedGroups: true,
      Filters: [{ Name: 'StartTimeLowerBound', Values: [formatInstant(since)] }],
      ...(token === undefined ? {} : { NextToken: token }),
    }),
  );
  return { activities, next };
}
