import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

const Scanned = z.object({ Items: z.array(z.record(z.string(), z.any())) });

/** Every item of the table, asked for as anybody would. A table of a trial fits into one page. */
export async function scanTable(endpoint: string, name: string): Promise<Record<string, unknown>[]> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.Scan',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify({ TableName: name, ConsistentRead: true }),
  });
  return Scanned.parse(await answer.json()).Items.map((item) => unmarshall(item));
}
