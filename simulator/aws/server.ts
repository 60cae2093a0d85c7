import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Inventory } from '../world/inventory.ts';
import type { MetricQuery } from '../world/metrics.ts';
import { createAutoScaling } from './auto-scaling.ts';
import { createCloudFormation, type Outputs } from './cloudformation.ts';
import { createCloudTrail } from './cloudtrail.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { createConfig } from './config.ts';
import { createDispatch, type Service } from './dispatch.ts';
import { createDynamoDb, type TableProperties } from './dynamodb.ts';
import { withSettings } from './dynamodb-settings.ts';
import { createEc2 } from './ec2.ts';
import { createEstate, type Estate } from './estate.ts';
import { createEventBridge } from './eventbridge.ts';
import { createFunctionUrls, type FunctionUrls, isFunctionUrl } from './function-url.ts';
import { createIam } from './iam.ts';
import { createLambda, lambdaRest } from './lambda.ts';
import { awsJson, awsQuery, ec2Query, type Operations } from './protocol.ts';
import type { Faults, Keep, LogEntry, Observed } from './requests.ts';
import { createSecurityHub, securityHubRest } from './security-hub.ts';
import { createSns, type Topic } from './sns.ts';
import { createSqs } from './sqs.ts';
import { createSsm, type OpsItem } from './ssm.ts';
import type { Calendar } from './ssm-calendars.ts';
import { createSts } from './sts.ts';

export interface AwsOptions {
  readonly inventory: Inventory;
  readonly faults?: Faults;
  /** Sees every entry instead of the `log` array, which then stays empty. */
  readonly log?: Keep;
  /** Told of every request as it came, with whose key signed it. */
  readonly observe?: (request: Observed) => void;
  /** Created before the endpoint is there. */
  readonly table?: TableProperties;
  /** See MetricQuery: makes hourly points disappear. */
  readonly gaps?: MetricQuery['gaps'];
  /** See MetricQuery: calls that are counted late. */
  readonly late?: MetricQuery['late'];
  /** Where parameters live; us-east-1 by default. */
  readonly homeRegion?: string;
  /** Callers of function URLs, and what answers them; without it nobody may call. */
  readonly functionUrls?: FunctionUrls;
  /** EC2's request buckets, on by default. They refill on the process's clock: not at all while it stands still. */
  readonly throttled?: boolean;
  /** Milliseconds that every answer takes on its way, as over a network; none by default. */
  readonly latency?: number;
  /** Operations of CloudWatch that others than the product use. */
  readonly moreOfCloudWatch?: Operations;
}

export interface Aws {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly log: LogEntry[];
  /** Asked before every request; may be changed at any time. */
  faults: Faults | undefined;
  /** By ARN. */
  readonly topics: Map<string, Topic>;
  /** By name. */
  readonly parameters: Map<string, string>;
  /** Change calendars, by the name or ARN they are asked for. */
  readonly calendars: Map<string, Calendar>;
  /** By id. */
  readonly opsItems: Map<string, OpsItem>;
  /** Outputs of CloudFormation's stacks, by stack name. */
  readonly stacks: Map<string, Outputs>;
  /** Trails, rules, roles, queues and whatever else is there to be looked at. */
  readonly estate: Estate;
  /** What is in a table, as it is now. */
  readonly items: (table: string) => Promise<Record<string, unknown>[]>;
  /** @throws AggregateError when answering a request failed for a reason that is not AWS's. */
  close(): Promise<void>;
}

/** Starts the embedded AWS on a free local port. It reads the time from `Date` alone, so that clock may be replaced. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const dynamodb = createDynamoDb();
  if (options.table !== undefined) await dynamodb.createTable(options.table);
  const log: LogEntry[] = [];
  const crashes: unknown[] = [];
  const { functionUrls = NOBODY, homeRegion = 'us-east-1' } = options;
  const estate = createEstate(homeRegion);
  const world = {
    estate,
    topics: new Map(),
    parameters: new Map(),
    calendars: new Map(),
    opsItems: new Map(),
    stacks: new Map(),
  } satisfies Partial<Aws>;
  const urls = createFunctionUrls(functionUrls, homeRegion);
  const dispatch = createDispatch({
    atPath: (url) => (isFunctionUrl(url) ? urls : undefined),
    services: {
      ...createServices(options, world),
      dynamodb: { ...DYNAMODB, operations: withSettings(estate, dynamodb.handle) },
    },
    faults: () => aws.faults,
    keep: options.log ?? ((entry) => void log.push(entry)),
    observe: options.observe ?? (() => {}),
    crashed: (cause) => void crashes.push(cause),
  });

  let requests = 0;
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`;
    readBody(request)
      .then((body) =>
        dispatch(
          { method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers, body },
          requestId,
        ),
      )
      .then(async (answer) => {
        if (options.latency !== undefined) await setTimeout(options.latency);
        if (answer === undefined) return response.destroy();
        const date = new Date().toUTCString();
        response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId, date });
        return response.end(answer.body);
      })
      .catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the embedded AWS has no port');

  const aws: Aws = {
    ...world,
    endpoint: `http://127.0.0.1:${address.port}`,
    log,
    faults: options.faults,
    items: dynamodb.items,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await dynamodb.close();
      if (crashes.length > 0) throw new AggregateError(crashes, 'the embedded AWS itself failed');
    },
  };
  return aws;
}

const NOBODY: FunctionUrls = { callers: [], invoke: async () => undefined };

const DYNAMODB = { name: 'dynamodb', protocol: awsJson('1.0') } as const;

function createServices(
  { inventory, gaps, late, homeRegion = 'us-east-1', throttled = true, moreOfCloudWatch }: AwsOptions,
  {
    topics,
    stacks,
    estate,
    ...documents
  }: Pick<Aws, 'topics' | 'parameters' | 'calendars' | 'opsItems' | 'stacks' | 'estate'>,
): Record<string, Service> {
  return {
    ec2: { name: 'ec2', protocol: ec2Query, operations: createEc2(inventory, { throttled }) },
    monitoring: {
      name: 'cloudwatch',
      protocol: awsJson('1.0', { queryCompatible: true }),
      operations: { ...createCloudWatch(inventory, estate, { gaps, late }), ...moreOfCloudWatch },
    },
    autoscaling: {
      name: 'autoscaling',
      protocol: awsQuery('http://autoscaling.amazonaws.com/doc/2011-01-01/', '2011-01-01'),
      operations: createAutoScaling(inventory),
    },
    sns: {
      name: 'sns',
      protocol: awsQuery('http://sns.amazonaws.com/doc/2010-03-31/', '2010-03-31'),
      operations: createSns(topics),
    },
    cloudformation: {
      name: 'cloudformation',
      protocol: awsQuery('http://cloudformation.amazonaws.com/doc/2010-05-15/', '2010-05-15'),
      operations: createCloudFormation(stacks, homeRegion, estate),
    },
    ssm: { name: 'ssm', protocol: awsJson('1.1'), operations: createSsm(documents, homeRegion) },
    ...createLookedAt(estate, homeRegion),
  };
}

/** What nobody but `imdsv2 doctor` asks. */
const createLookedAt = (estate: Estate, homeRegion: string): Record<string, Service> => ({
  cloudtrail: { name: 'cloudtrail', protocol: awsJson('1.1'), operations: createCloudTrail(estate) },
  events: { name: 'events', protocol: awsJson('1.1'), operations: createEventBridge(estate, homeRegion) },
  config: { name: 'config', protocol: awsJson('1.1'), operations: createConfig(estate) },
  securityhub: { name: 'securityhub', protocol: securityHubRest, operations: createSecurityHub(estate) },
  lambda: { name: 'lambda', protocol: lambdaRest, operations: createLambda(estate, homeRegion) },
  sqs: { name: 'sqs', protocol: awsJson('1.0', { queryCompatible: true }), operations: createSqs(estate) },
  iam: {
    name: 'iam',
    protocol: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/', '2010-05-08'),
    operations: createIam(estate),
  },
  sts: {
    name: 'sts',
    protocol: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/', '2011-06-15'),
    operations: createSts(),
  },
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}
