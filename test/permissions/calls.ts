import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Observed } from '../../simulator/aws/requests.ts';
import { FUNCTION_KEY, REGION } from '../../simulator/host/deployed.ts';

/** One kind of call that a function makes, as IAM looks at it. What differs from call to call without mattering is one example. */
const Call = z.strictObject({
  function: z.string(),
  action: z.string(),
  resource: z.string(),
  region: z.enum([REGION, 'eu-west-1']),
  /** Of DynamoDB: the partitions that the request names. */
  leadingKeys: z.array(z.string()).optional(),
});
export type Call = z.infer<typeof Call>;

const file = new URL('calls.json', import.meta.url);
export const CALLS_FILE = file;
export const recordedCalls = (): readonly Call[] => z.array(Call).parse(JSON.parse(readFileSync(file, 'utf8')));

const ACCOUNT = '123456789012';
const Params = z.looseObject({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  TopicArn: z.string().optional(),
  InstanceId: z.string().optional(),
  Name: z.string().optional(),
  CalendarNames: z.array(z.string()).optional(),
  OpsItemId: z.string().optional(),
});
type Params = z.infer<typeof Params>;

const Value = z.object({ S: z.string() });
const Item = z.object({ pk: Value });
const Table = z.looseObject({
  Key: Item.optional(),
  Item: Item.optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(Item) })).optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()).optional(),
});

/** What a function asked; undefined when it was somebody else. */
export function callOf({ accessKeyId, service, action, region, params: sent }: Observed): Call | undefined {
  if (!accessKeyId.startsWith(FUNCTION_KEY)) return undefined;
  const params = Params.parse(sent);
  const where = region === REGION ? REGION : 'eu-west-1';
  const call = {
    function: accessKeyId.slice(FUNCTION_KEY.length),
    action: `${service}:${action}`,
    resource: resourceOf(service, where, params, sent),
    region: where,
  } satisfies Call;
  return service === 'dynamodb' ? { ...call, leadingKeys: leadingKeys(Table.parse(sent)) } : call;
}

function resourceOf(service: Observed['service'], region: string, params: Params, sent: unknown): string {
  const arn = (of: string, resource: string): string => `arn:aws:${of}:${region}:${ACCOUNT}:${resource}`;
  if (service === 'dynamodb') {
    const table = params.TableName ?? Object.keys(Table.parse(sent).RequestItems ?? {})[0];
    return arn('dynamodb', `table/${table}${params.IndexName === undefined ? '' : `/index/${params.IndexName}`}`);
  }
  if (params.TopicArn !== undefined) return params.TopicArn;
  if (params.InstanceId !== undefined) return arn('ec2', 'instance/i-0123456789abcdef0');
  if (params.OpsItemId !== undefined) return arn('ssm', 'opsitem/oi-0123456789ab');
  if (params.CalendarNames !== undefined) return arn('ssm', 'document/change-calendar');
  if (service === 'ssm' && params.Name !== undefined) return arn('ssm', `parameter/${params.Name.replace(/^\//, '')}`);
  return '*';
}

/** One of each kind, as `dynamodb:LeadingKeys` would list the partitions. */
function leadingKeys(table: z.infer<typeof Table>): string[] {
  const { Key, Item: item, RequestItems, KeyConditionExpression, ExpressionAttributeValues: values } = table;
  const name = /^\S+ = (:\w+)/.exec(KeyConditionExpression ?? '')?.[1] ?? '';
  const queried = Value.safeParse(values?.[name]);
  const keys = [
    ...[Key, item].flatMap((each) => each?.pk.S ?? []),
    ...Object.values(RequestItems ?? {}).flatMap(({ Keys }) => Keys.map(({ pk }) => pk.S)),
    ...(queried.success ? [queried.data.S] : []),
  ];
  return [...new Set(keys.map(kindOf))].sort();
}

/** `controls`, but `journal#…` and, for the partition of any case, `us-east-1#…`. */
function kindOf(pk: string): string {
  const [first = '', ...rest] = pk.split('#');
  if (rest.length === 0) return first;
  return `${/^[a-z]{2}(-[a-z]+)+-\d$/.test(first) ? REGION : first}#…`;
}

/** Sorted, each once, a line each. */
export function format(calls: Iterable<Call>): string {
  const lines = [...new Set([...calls].map((call) => JSON.stringify(call)))].sort();
  return `[\n${lines.join(',\n')}\n]\n`;
}
