import { EventEmitter } from 'node:events';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import * as z from 'zod';
import type { Answer, Asked } from './protocol.ts';

/** A table as a CloudFormation template describes it; what CreateTable does not know is left out. */
export type TableProperties = Readonly<Record<string, unknown>>;

/** DynamoDB is dynalite, in this process: it is handed requests without a socket of its own. */
export function createDynamoDb() {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });

  const handle = ({ headers, body }: Pick<Asked, 'headers' | 'body'>): Promise<Answer> =>
    new Promise((resolve) => {
      const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
      const answered: Record<string, string | number> = {};
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string | number) => {
          answered[name.toLowerCase()] = value;
        },
        end: (text = '') => resolve({ status: response.statusCode, headers: answered, body: text }),
      };
      server.emit('request', request, response);
      request.emit('data', Buffer.from(body));
      request.emit('end');
    });

  async function ask(operation: string, body: Readonly<Record<string, unknown>>): Promise<string> {
    const headers = { ...SIGNED, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const { status, body: answer } = await handle({ headers, body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`${operation} failed: ${answer}`);
    return answer;
  }

  return {
    handle,

    async createTable(properties: TableProperties): Promise<void> {
      const { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = properties;
      await ask('CreateTable', { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes });
    },

    /** @throws ZodError when a table is too large for one page. */
    async items(TableName: string): Promise<Record<string, unknown>[]> {
      const { Items } = Scanned.parse(JSON.parse(await ask('Scan', { TableName, ConsistentRead: true })));
      return Items.map((item) => unmarshall(item));
    },

    close: (): Promise<void> => new Promise((resolve) => server.close(() => resolve())),
  };
}

const Scanned = z.object({ Items: z.array(z.record(z.string(), z.any())), LastEvaluatedKey: z.never().optional() });

const SIGNED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
};
