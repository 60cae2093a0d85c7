import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Instant } from '../domain/time.ts';

export type Item = Record<string, unknown>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Item>;
}

export interface Update extends Condition {
  readonly set: string;
}

/** Single-item conditional writes, queries and batch reads: what DynamoDB, DynamoDB Local and dynalite all know. */
export interface Table {
  readonly get: (key: Key) => Promise<Item | null>;
  /** At most as many as are there; the order is not the one asked in. */
  readonly getMany: (keys: readonly Key[]) => Promise<readonly Item[]>;
  /** A whole partition, strongly consistent. */
  readonly partition: (pk: string) => Promise<readonly Item[]>;
  /** The first `limit` items of the due index, soonest first: keys and due moment. */
  readonly dueIndex: (limit: number) => Promise<readonly Item[]>;
  /** One side of the index of briefs, the latest first, those before `from` left out. Eventually consistent. */
  readonly listedIndex: (listKey: ListKey, from?: string) => Promise<readonly Item[]>;
  /** The `limit` last items of a partition, the last first. */
  readonly latest: (pk: string, limit: number) => Promise<readonly Item[]>;
  /** False when the condition did not hold. */
  readonly put: (item: Item & Key, condition?: Condition) => Promise<boolean>;
  /** False when the condition did not hold. */
  readonly update: (key: Key, update: Update) => Promise<boolean>;
  /** False when the condition did not hold. */
  readonly remove: (key: Key, condition: Condition) => Promise<boolean>;
}

/** BatchGetItem takes 100 keys. */
const KEYS_A_CALL = 100;

export const DUE_KEY = 'due';

export const IF_NEW: Condition = { expression: 'attribute_not_exists(pk)' };

/** Whoever read this version may write the next; 0 is that of an item that nobody has written. */
export const ifVersion = (version: number): Condition =>
  version === 0
    ? IF_NEW
    : { expression: '#version = :version', names: { '#version': 'version' }, values: { ':version': version } };

/** DynamoDB's TTL is in seconds, and only cleans up. */
export const expiry = (at: Instant) => ({ expiresAt: Math.floor(at / 1000) });

/** Closed cases stand apart: where instances come and go there are many of them, and most questions are not about them. */
export type ListKey = 'open' | 'closed';

export function makeTable(client: DynamoDBClient, tableName: string): Table {
  const options = { removeUndefinedValues: true };
  const toValues = (values: Readonly<Item> | undefined) =>
    values === undefined ? {} : { ExpressionAttributeValues: marshall(values, options) };
  const toNames = (names: Condition['names']) =>
    names === undefined ? {} : { ExpressionAttributeNames: { ...names } };

  const query = async (input: object, limit?: number): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: tableName,
          ...input,
          ...(limit === undefined ? {} : { Limit: limit }),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(answer.Items ?? []).map((item) => unmarshall(item)));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && (limit === undefined || items.length < limit));
    return items;
  };

  return {
    get: async (key) => {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: true }),
      );
      return item === undefined ? null : unmarshall(item);
    },
    getMany: (keys) => getMany(client, tableName, keys),
    partition: (pk) => query({ ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ...toValues({ ':pk': pk }) }),
    dueIndex: (limit) =>
      query({ IndexName: 'due', KeyConditionExpression: 'dueKey = :due', ...toValues({ ':due': DUE_KEY }) }, limit),
    listedIndex: (listKey, from) =>
      query({
        IndexName: 'listed',
        KeyConditionExpression: from === undefined ? 'listKey = :key' : 'listKey = :key AND listAt >= :from',
        ScanIndexForward: false,
        ...toValues({ ':key': listKey, ...(from === undefined ? {} : { ':from': from }) }),
      }),
    latest: (pk, limit) =>
      query(
        {
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ScanIndexForward: false,
          ...toValues({ ':pk': pk }),
        },
        limit,
      ),
    put: (item, condition) =>
      unlessConditionFails(
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(item, options),
            ...(condition === undefined ? {} : { ConditionExpression: condition.expression }),
            ...toNames(condition?.names),
            ...toValues(condition?.values),
          }),
        ),
      ),
    update: (key, { set, expression, names, values }) =>
      unlessConditionFails(
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(key),
            UpdateExpression: set,
            ConditionExpression: expression,
            ...toNames(names),
            ...toValues(values),
          }),
        ),
      ),
    remove: (key, { expression }) =>
      unlessConditionFails(
        client.send(
          new DeleteItemCommand({ TableName: tableName, Key: marshall(key), ConditionExpression: expression }),
        ),
      ),
  };
}

async function unlessConditionFails(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function getMany(client: DynamoDBClient, tableName: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let from = 0; from < keys.length; from += KEYS_A_CALL) {
    let wanted: Record<string, AttributeValue>[] = keys.slice(from, from + KEYS_A_CALL).map((key) => marshall(key));
    while (wanted.length > 0) {
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: true } } }),
      );
      items.push(...(answer.Responses?.[tableName] ?? []).map((item) => unmarshall(item)));
      wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return items;
}
