import { type AutoScalingClient, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';
import type { Read } from '../domain/codecs.ts';
import { formatInstant, type Instant } from '../domain/time.ts';
import { readable } from './errors.ts';

/**
 * Why a group ended instances of its own since a moment, in its own words, by instance id. One that is not there was
 * not ended by the group, or not as far as it has told yet.
 */
export type Removals = (region: string, group: string, since: Instant) => Promise<Read<ReadonlyMap<string, string>>>;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html */
export const makeRemovals =
  (client: (region: string) => AutoScalingClient): Removals =>
  (region, group, since) =>
    readable(async () => {
      const causes = new Map<string, string>();
      let token: string | undefined;
      do {
        const answer: { Activities: Activity[] | undefined; NextToken?: string | undefined } = await client(
          region,
        ).send(
          new DescribeScalingActivitiesCommand({
            AutoScalingGroupName: group,
            // A group may be gone with its members.
            IncludeDeletedGroups: true,
            Filters: [{ Name: 'StartTimeLowerBound', Values: [formatInstant(since)] }],
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        for (const { Description = '', Cause = '' } of answer.Activities ?? []) {
          const [, id] = ENDED.exec(Description) ?? [];
          if (id !== undefined) causes.set(id, Cause);
        }
        token = answer.NextToken;
      } while (token !== undefined);
      return causes;
    });

type Activity = { readonly Description?: string | undefined; readonly Cause: string | undefined };

const ENDED = /^Terminating EC2 instance: (i-[0-9a-f]+)/;
