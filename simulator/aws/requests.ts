import { type MetricStatusOf, numbered, type Params } from './protocol.ts';

export type ServiceName =
  | 'ec2'
  | 'cloudwatch'
  | 'sns'
  | 'ssm'
  | 'dynamodb'
  | 'cloudformation'
  | 'autoscaling'
  | 'lambda'
  | 'cloudtrail'
  | 'events'
  | 'config'
  | 'securityhub'
  | 'iam'
  | 'sqs'
  | 'sts';

/** One answered request. `at` is the process's clock, milliseconds; `params` a summary made for reading. */
export interface LogEntry {
  readonly at: number;
  readonly service: ServiceName;
  readonly region: string;
  readonly action: string;
  readonly params: Params;
  /** AWS's error code, or `connection closed` when a fault cut the answer off. */
  readonly error?: string;
  /** Whether it took effect: a cut answer does not say. */
  readonly performed: boolean;
  /** The `x-simulated-invocation` header, for those who tell invocations of functions apart. */
  readonly invocation?: string;
}

/** Takes each entry, with the request's parameters as they were sent. */
export type Keep = (entry: LogEntry, params: Params) => void;

/** A request before it is performed. `nth` counts the requests of its service, action and region from 1. */
interface FaultRequest {
  readonly service: ServiceName;
  readonly region: string;
  readonly action: string;
  /** Whole, as sent: flat names in the query protocols (EC2, SNS), the body in the others. */
  readonly params: Params;
  readonly nth: number;
  readonly invocation: string | undefined;
}

/** A request with who signed it, as IAM would look at it. */
export interface Observed extends Omit<FaultRequest, 'nth' | 'invocation'> {
  readonly accessKeyId: string;
}

export type Fault =
  /** Answered with this error instead of being performed. */
  | { readonly error: string; readonly status?: number; readonly message?: string }
  /** The connection is closed without an answer, after or instead of the effect. */
  | { readonly after: 'effect' | 'nothing' }
  /** No answer ever comes, and the connection stays: whoever asked is not there any more. */
  | { readonly never: 'effect' | 'nothing' }
  /** EC2 shows metadata options as they were that many milliseconds ago. */
  | { readonly lag: number }
  /** GetMetricData answers with another StatusCode for the series the function names one for. */
  | { readonly metricStatus: MetricStatusOf };

export type Faults = (request: FaultRequest) => Fault | undefined | Promise<Fault | undefined>;

/** Small enough to be kept for every request of a long simulation; DynamoDB's writes alone are kept whole. */
export function summarise(service: ServiceName, action: string, params: Params): Params {
  switch (service) {
    case 'ec2':
      return ofEc2(params);
    case 'cloudwatch': {
      const { MetricDataQueries: queries } = params;
      return {
        queries: Array.isArray(queries) ? queries.length : 0,
        ...pick(params, ['StartTime', 'EndTime', 'NextToken']),
      };
    }
    case 'sns':
      return pick(params, ['TopicArn', 'Subject']);
    case 'ssm':
      return pick(params, ['Name', 'CalendarNames', 'OpsItemId', 'Title', 'Status']);
    case 'dynamodb':
      return action === 'PutItem' || action === 'UpdateItem' ? params : pick(params, ['TableName', 'IndexName']);
    case 'events':
      return pick(params, ['Name', 'Rule']);
    case 'autoscaling':
    case 'cloudformation':
    case 'lambda':
    case 'cloudtrail':
    case 'config':
    case 'securityhub':
    case 'iam':
    case 'sqs':
    case 'sts':
      return params;
    default:
      return service satisfies never;
  }
}

/** Ids are counted, filters named with their first value, the rest is kept as it came. */
function ofEc2(params: Params): Params {
  const ids = numbered(params, 'InstanceId').length;
  const filters = Object.keys(params)
    .filter((name) => /^Filter\.\d+\.Name$/.test(name))
    .map((name) => `${params[name]}=${params[name.replace(/Name$/, 'Value.1')]}`);
  const others = Object.keys(params).filter((name) => !/^(InstanceId|Filter)\./.test(name));
  return { ...(ids > 0 && { ids }), ...(filters.length > 0 && { filters }), ...pick(params, others) };
}

const pick = (params: Params, names: readonly string[]): Params =>
  Object.fromEntries(names.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]));
