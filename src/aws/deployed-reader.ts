import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { counted, EACH_TRY, endedBy, FIRST, type ReaderOptions, readerSettings } from './reader.ts';

/** Clients for what a deployed stack knows; apart from the others, since many who look have deployed nothing. */
export function makeDeployedReader(region: string, { profile, signal, onSent }: ReaderOptions) {
  const own = { ...readerSettings({ profile }), region };
  const dynamodb = new DynamoDBClient(own);
  dynamodb.middlewareStack.add(counted('dynamodb', onSent), EACH_TRY);
  dynamodb.middlewareStack.add(endedBy(signal), FIRST);
  const ssm = new SSMClient(own);
  ssm.middlewareStack.add(counted('ssm', onSent), EACH_TRY);
  ssm.middlewareStack.add(endedBy(signal), FIRST);
  return { dynamodb, ssm };
}
