import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackImportComplete,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { DeploymentError } from './plan.ts';

const Template = z.object({ Resources: z.object({ Cases: z.record(z.string(), z.unknown()) }) });
const PACKAGED = '.serverless/cloudformation-template-update-stack.json';

/**
 * Makes a new stack that holds the table of an earlier one and nothing else; the deployment that follows adds the rest.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-new-stack.html
 *
 * @throws DeploymentError when the table is not one of ours: CloudFormation would take any.
 */
export async function takeAlong(home: string, stackName: string, table: string): Promise<void> {
  await refuseForeign(home, table);
  const { Resources } = Template.parse(JSON.parse(readFileSync(PACKAGED, 'utf8')));
  const client = new CloudFormationClient({ region: home });
  const changeSet = { StackName: stackName, ChangeSetName: 'take-along' };
  await client.send(
    new CreateChangeSetCommand({
      ...changeSet,
      ChangeSetType: 'IMPORT',
      TemplateBody: JSON.stringify({ Resources }),
      ResourcesToImport: [
        {
          ResourceType: 'AWS::DynamoDB::Table',
          LogicalResourceId: 'Cases',
          ResourceIdentifier: { TableName: table },
        },
      ],
    }),
  );
  const waiting = { client, maxWaitTime: 600, minDelay: 1, maxDelay: 10 };
  await waitUntilChangeSetCreateComplete(waiting, changeSet);
  await client.send(new ExecuteChangeSetCommand(changeSet));
  await waitUntilStackImportComplete(waiting, { StackName: stackName });
}

async function refuseForeign(home: string, table: string): Promise<void> {
  const { Table } = await new DynamoDBClient({ region: home }).send(new DescribeTableCommand({ TableName: table }));
  const keys = Table?.KeySchema?.map(({ AttributeName }) => AttributeName).join() ?? '';
  const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  if (keys !== 'pk,sk' || !indexes.includes('due') || !indexes.includes('listed'))
    throw new DeploymentError(`${table} is not a table of the remediator`);
}
