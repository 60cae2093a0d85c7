import type { Inventory } from '../world/inventory.ts';
import { AwsError, element, type Operations, text } from './protocol.ts';

const PAGE = 100;
const PARAMETERS =
  /^(AutoScalingGroupName|IncludeDeletedGroups|NextToken|MaxRecords|Filters\.member\.1\.(Name|Values\.member\.1))$/;

/** A group is what its members' tags say; all that it does here is to end them. */
export function createAutoScaling(inventory: Inventory): Operations {
  return {
    DescribeScalingActivities(params, { region }) {
      const group = text(params, 'AutoScalingGroupName');
      const strange = Object.keys(params).find((name) => !PARAMETERS.test(name));
      const filter = text(params, 'Filters.member.1.Name') ?? 'StartTimeLowerBound';
      const since = Date.parse(text(params, 'Filters.member.1.Values.member.1') ?? '1970-01-01');
      if (group === undefined || strange !== undefined || filter !== 'StartTimeLowerBound' || Number.isNaN(since))
        throw new AwsError('ValidationError', `Not known here: ${strange ?? filter}, or no group or time is named`);
      const ended = inventory
        .list(region)
        .flatMap(({ id, tags, terminatedAt, removedBecause }) =>
          tags['aws:autoscaling:groupName'] === group && terminatedAt !== undefined && removedBecause !== undefined
            ? [{ id, at: terminatedAt, cause: removedBecause }]
            : [],
        );
      // The latest first, as AWS gives them.
      const told = ended.filter(({ at }) => at >= since).sort((a, b) => b.at - a.at);
      const from = Number(text(params, 'NextToken') ?? 0);
      return element({
        Activities: { member: told.slice(from, from + PAGE).map((each) => activity(group, each)) },
        ...(from + PAGE < told.length && { NextToken: String(from + PAGE) }),
      });
    },
  };
}

interface Ended {
  readonly id: string;
  readonly at: number;
  readonly cause: string;
}

function activity(AutoScalingGroupName: string, { id, at, cause }: Ended) {
  const time = new Date(at).toISOString();
  return {
    ActivityId: `00000000-0000-4000-8000-${id.slice(-12)}`,
    AutoScalingGroupName,
    Description: `Terminating EC2 instance: ${id}`,
    Cause: `At ${time.slice(0, 19)}Z an instance was taken out of service in response to ${cause}.`,
    StartTime: time,
    StatusCode: 'Successful',
    Progress: '100',
  };
}
