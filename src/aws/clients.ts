import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { byRegion } from './by-region.ts';

/**
 * A request that hangs would eat the time of everything that is due beside it. Region, credentials and endpoints come
 * from the standard settings alone (AWS_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2, …).
 */
const settings = { maxAttempts: 3, requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000 } };

export const dynamodb = () => new DynamoDBClient(settings);
export const sns = () => new SNSClient(settings);
export const ssm = () => new SSMClient(settings);

/** EC2, CloudWatch and Auto Scaling speak of one region: a client each, made at first need. */
export const ec2ByRegion = () => byRegion((region) => new EC2Client({ ...settings, region }));
export const cloudwatchByRegion = () => byRegion((region) => new CloudWatchClient({ ...settings, region }));
export const autoScalingByRegion = () => byRegion((region) => new AutoScalingClient({ ...settings, region }));
