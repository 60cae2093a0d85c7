import type { Removal } from '../domain/member.ts';
import { HOUR, type Instant, plus } from '../domain/time.ts';

/** As AWS words it: an EC2 instance status check, a system, ELB, VPC Lattice, EBS volume or user health check. */
const UNHEALTHY = /taken out of service in response to [^.]*(health[- ]check|status check)/i;

/** The group only found gone what somebody else, or its own software, had ended. */
const FOUND_GONE = /indicating it has been terminated or stopped/i;

/** More than the longest that is known; it stands in tickets. */
const LONGEST_CAUSE = 500;

/**
 * What a group's words come to; null while it may still tell. What it says nothing of for an hour it did not end.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-healthchecks.html
 */
export function judgeRemoval(cause: string | undefined, goneAt: Instant, now: Instant): Removal | null {
  if (cause === undefined) return now >= plus(goneAt, HOUR) ? { verdict: 'other', cause: '' } : null;
  const verdict = UNHEALTHY.test(cause) && !FOUND_GONE.test(cause) ? 'unhealthy' : 'other';
  return { verdict, cause: cause.slice(0, LONGEST_CAUSE) };
}
