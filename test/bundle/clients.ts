/** The clients of the product, each with one of its commands. Bundled for the tests as the functions are. */
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';

/** What there is for one call of each client. */
export const calls = {
  cloudwatch: (settings: cloudwatch.CloudWatchClientConfig) =>
    new cloudwatch.CloudWatchClient(settings).send(
      new cloudwatch.GetMetricDataCommand({ MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(1) }),
    ),
  dynamodb: (settings: dynamodb.DynamoDBClientConfig) =>
    new dynamodb.DynamoDBClient(settings).send(new dynamodb.PutItemCommand({ TableName: 'cases', Item: {} })),
  ec2: (settings: ec2.EC2ClientConfig) => new ec2.EC2Client(settings).send(new ec2.DescribeInstancesCommand({})),
  sns: (settings: sns.SNSClientConfig) => new sns.SNSClient(settings).send(new sns.PublishCommand({ Message: 'm' })),
  ssm: (settings: ssm.SSMClientConfig) =>
    new ssm.SSMClient(settings).send(new ssm.GetOpsItemCommand({ OpsItemId: 'oi-0123456789ab' })),
};

export const { ConditionalCheckFailedException } = dynamodb;
export const { OpsItemAlreadyExistsException } = ssm;
