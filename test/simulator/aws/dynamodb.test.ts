import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startWorld } from './world.ts';

/** As a template has it, with properties that CreateTable does not know. */
const table = {
  TableName: 'cases',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueKey', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [{ AttributeName: 'dueKey', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

test('writes are conditional, indexes are queried, writes are logged whole', async () => {
  const { aws, config } = await startWorld({ table });
  const client = new DynamoDBClient(config);
  const Item = { pk: { S: 'case#1' }, sk: { S: 'case' }, dueKey: { S: 'due' } };
  const put = new PutItemCommand({ TableName: 'cases', Item, ConditionExpression: 'attribute_not_exists(pk)' });
  await client.send(put);
  await expect(client.send(put)).rejects.toThrow(ConditionalCheckFailedException);
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'cases',
      IndexName: 'due',
      KeyConditionExpression: 'dueKey = :due',
      ExpressionAttributeValues: { ':due': { S: 'due' } },
    }),
  );
  expect(Items).toEqual([Item]);
  expect(aws.log).toMatchObject([
    { service: 'dynamodb', action: 'PutItem', params: { TableName: 'cases', Item } },
    { service: 'dynamodb', action: 'PutItem', error: 'ConditionalCheckFailedException' },
    { service: 'dynamodb', action: 'Query', params: { TableName: 'cases', IndexName: 'due' } },
  ]);
});

test('transactions are not there', async () => {
  const { config } = await startWorld({ table });
  const transaction = new TransactWriteItemsCommand({ TransactItems: [] });
  await expect(new DynamoDBClient(config).send(transaction)).rejects.toThrow(
    expect.objectContaining({ name: 'UnknownOperationException' }),
  );
});
