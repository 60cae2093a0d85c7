import {
  type Answer,
  type Asked,
  AwsError,
  awsJson,
  awsQuery,
  type Operation,
  type Operations,
  type Params,
  type Protocol,
} from './protocol.ts';
import { type Fault, type Faults, type Keep, type Observed, type ServiceName, summarise } from './requests.ts';

export interface Service {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  /** What it can do, or another server that is handed the whole request. */
  readonly operations: Operations | ((asked: Asked) => Promise<Answer>);
}

interface Dispatch {
  /** By the name in a signature's scope. */
  readonly services: Readonly<Record<string, Service>>;
  /** A service that is asked at paths of its own, whoever signed. */
  readonly atPath: (url: string) => Service | undefined;
  readonly faults: () => Faults | undefined;
  readonly keep: Keep;
  readonly observe: (request: Observed) => void;
  /** Told of faults of our own, which a client only sees as an InternalError. */
  readonly crashed: (cause: unknown) => void;
}

const CUT = 'connection closed';
const INVOCATION = 'x-simulated-invocation';
const forever = new Promise<never>(() => {});

/** Answers a request, or undefined when a fault wants its connection closed instead. */
export function createDispatch({ services, atPath, faults, keep, observe, crashed }: Dispatch) {
  const counts = new Map<string, number>();
  const nthOf = (key: string): number => {
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return nth;
  };

  return async (asked: Asked, requestId: string): Promise<Answer | undefined> => {
    const scope = scopeOf(asked);
    const service = atPath(asked.url) ?? (scope && services[scope.service]);
    if (service === undefined) return stranger(asked, scope?.service, requestId);
    const { name, protocol, operations } = service;
    const region = scope?.region ?? '';
    let action = '';
    let params: Params = {};
    const invocation = asked.headers[INVOCATION]?.toString();
    const done = (error?: string, performed = error === undefined): undefined => {
      const about = { at: Date.now(), service: name, region, action, params: summarise(name, action, params) };
      keep({ ...about, performed, ...(invocation && { invocation }), ...(error !== undefined && { error }) }, params);
    };
    try {
      ({ action, params } = protocol.parse(asked));
      observe({ service: name, region, action, params, accessKeyId: scope?.accessKeyId ?? '' });
      const nth = nthOf(`${name}/${action}/${region}`);
      const fault = await faults()?.({ service: name, action, region, params, nth, invocation });
      const cut = cutBy(fault);
      const silent = fault !== undefined && 'never' in fault;
      if (cut === 'nothing') return silent ? await forever : done(CUT);
      const context = {
        region,
        metricStatus: fault !== undefined && 'metricStatus' in fault ? fault.metricStatus : undefined,
        lag: fault !== undefined && 'lag' in fault ? fault.lag : 0,
      };
      const answer =
        typeof operations === 'function'
          ? await operations(asked)
          : protocol.success(action, operationOf(service, operations, action)(params, context), requestId);
      if (cut === 'effect') {
        done(CUT, answer.status < 400);
        return silent ? await forever : undefined;
      }
      done(answer.status >= 400 ? errorCode(answer.body) : undefined);
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) crashed(thrown);
      const error = thrown instanceof AwsError ? thrown : new AwsError('InternalError', String(thrown), 500);
      done(error.code);
      return protocol.failure(error, requestId);
    }
  };
}

function operationOf({ protocol }: Service, operations: Operations, action: string): Operation {
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (operation === undefined) throw protocol.unknown(action);
  return operation;
}

/** Key, region and service with which the request was signed; the signature itself is not checked. */
function scopeOf({ headers }: Asked): { accessKeyId: string; region: string; service: string } | undefined {
  const credential = /Credential=([^/,]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId, region, service] = credential ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

/** Not signed, or for a service that is not here: said in the protocol that the request seems to speak. */
function stranger({ headers }: Asked, service: string | undefined, requestId: string): Answer {
  const protocol = headers['x-amz-target'] === undefined ? awsQuery('https://amazonaws.com/', '') : awsJson('1.1');
  const error =
    service === undefined
      ? new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
      : new AwsError('UnknownOperationException', `The service ${service} is not here`, 404);
  return protocol.failure(error, requestId);
}

/** HTTP statuses of errors that tests ask for most; the others are 400. */
const STATUS: Record<string, number> = {
  AuthorizationError: 403,
  InternalError: 500,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  UnauthorizedOperation: 403,
  Unavailable: 503,
};

/** @throws AwsError the error the fault asks for. */
function cutBy(fault: Fault | undefined): 'effect' | 'nothing' | undefined {
  if (fault === undefined || 'metricStatus' in fault || 'lag' in fault) return undefined;
  if ('after' in fault) return fault.after;
  if ('never' in fault) return fault.never;
  const { error, message = `${error}, because a fault was asked for`, status = STATUS[error] } = fault;
  throw new AwsError(error, message, status);
}

/** DynamoDB's codes come with a namespace in front; a function behind a URL has a field of its own. */
const errorCode = (body: string): string => /"(?:__type|code)":"(?:[^"]*#)?([^"]+)"/.exec(body)?.[1] ?? 'unknown';
