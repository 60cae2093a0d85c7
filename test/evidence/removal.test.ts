import { expect, test } from 'vitest';
import { judgeRemoval } from '../../src/evidence/removal.ts';
import { ago, NOW } from '../support/build.ts';

const AT = 'At 2026-03-02T09:12:00Z an instance was taken out of service in response to';

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-healthchecks.html */
test.each([
  ['unhealthy', `${AT} an ELB system health check failure.`],
  ['unhealthy', `${AT} EBS volume health check failure.`],
  ['unhealthy', `${AT} an EC2 instance status checks failure.`],
  ['unhealthy', `${AT} a user health-check.`],
  ['unhealthy', `${AT} a system health-check.`],
  ['other', `${AT} an EC2 health check indicating it has been terminated or stopped.`],
  ['other', `${AT} a difference between desired and actual capacity, shrinking the capacity from 3 to 2.`],
  ['other', `${AT} an instance refresh.`],
  ['other', `${AT} a user request.`],
  [
    'other',
    `At 2026-03-02T09:11:00Z a monitor alarm elb-health-check in state ALARM triggered policy health check changing the desired capacity from 3 to 2. ${AT} a difference between desired and actual capacity.`,
  ],
  ['other', ''],
] as const)('is %s: %s', (verdict, cause) => {
  expect(judgeRemoval(cause, ago('PT5M'), NOW)).toEqual({ verdict, cause });
});

test('a group that says nothing of it may still tell for an hour, and then did not end it', () => {
  expect(judgeRemoval(undefined, ago('PT59M'), NOW)).toBeNull();
  expect(judgeRemoval(undefined, ago('PT1H'), NOW)).toEqual({ verdict: 'other', cause: '' });
});

test('a cause is kept as long as it may stand in a ticket', () => {
  expect(judgeRemoval('x'.repeat(9000), NOW, NOW)?.cause).toHaveLength(500);
});
