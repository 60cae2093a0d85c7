import type { IncomingHttpHeaders } from 'node:http';

/** What a service answers with when it refuses. `fields` are members of the error shape beside the message. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** Parameters as parsed: flat names such as `Filter.1.Value.2` in the query protocols, the body in the JSON ones. */
export type Params = Readonly<Record<string, unknown>>;
export type MetricStatus = 'Complete' | 'InternalError' | 'PartialData' | 'Forbidden';
export type MetricStatusOf = (series: { id: string; metric: string; instanceId: string }) => MetricStatus | undefined;

interface Context {
  readonly region: string;
  /** By how many milliseconds what EC2 shows is behind. */
  readonly lag: number;
  readonly metricStatus?: MetricStatusOf | undefined;
}

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/** Performs one operation: the inside of the response element (query protocols) or the response object (JSON). */
export type Operation = (params: Params, context: Context) => unknown;
export type Operations = Readonly<Record<string, Operation>>;

/** How one service reads requests and words answers. */
export interface Protocol {
  parse(asked: Asked): { action: string; params: Params };
  success(action: string, result: unknown, requestId: string): Answer;
  failure(error: AwsError, requestId: string): Answer;
  unknown(action: string): AwsError;
}

export const ec2Query: Protocol = {
  parse: parseForm,
  success: (action, result, requestId) =>
    xml(
      200,
      `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${result}</${action}Response>`,
    ),
  failure: ({ code, message, status }, requestId) =>
    xml(
      status,
      `<Response><Errors><Error>${element({ Code: code, Message: message })}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
    ),
  unknown: (action) => new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`),
};

export const awsQuery = (namespace: string, version: string): Protocol => ({
  parse: parseForm,
  success: (action, result, requestId) =>
    xml(
      200,
      `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>${metadata(requestId)}</${action}Response>`,
    ),
  failure: ({ code, message, status }, requestId) =>
    xml(
      status,
      `<ErrorResponse xmlns="${namespace}"><Error>${element({ Type: fault(status), Code: code, Message: message })}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    ),
  unknown: (action) => new AwsError('InvalidAction', `Could not find operation ${action} for version ${version}`),
});

/** `queryCompatible`: a service that used to speak the query protocol repeats its old error code in a header. */
export const awsJson = (version: '1.0' | '1.1', { queryCompatible = false } = {}): Protocol => {
  const contentType = `application/x-amz-json-${version}`;
  return {
    parse({ headers, body }) {
      const action = String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const params: unknown = parseJson(body === '' ? '{}' : body);
      if (!isParams(params)) throw new AwsError('SerializationException', 'Expected a JSON object');
      return { action, params };
    },
    success: (_action, result) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(result),
    }),
    failure: ({ code, message, status, fields }) => ({
      status,
      headers: {
        'content-type': contentType,
        ...(queryCompatible && { 'x-amzn-query-error': `${code};${fault(status)}` }),
      },
      body: JSON.stringify({ __type: code, message, ...fields }),
    }),
    unknown: (action) => new AwsError('UnknownOperationException', `The operation ${action} is unknown`),
  };
};

/** Texts are escaped, records nested, lists repeated under their name, and what is undefined is left out. */
export function element(fields: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const [name, given] of Object.entries(fields)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value === undefined) continue;
      const inside = isParams(value) ? element(value) : escapeXml(String(value));
      xml += inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`;
    }
  }
  return xml;
}

/** `numbered({'InstanceId.1': 'i-a', …}, 'InstanceId')`: the values in their order. */
export function numbered(params: Params, prefix: string): string[] {
  const values: string[] = [];
  for (let n = 1; params[`${prefix}.${n}`] !== undefined; n++) values.push(String(params[`${prefix}.${n}`]));
  return values;
}

export const text = (params: Params, name: string): string | undefined => {
  const value = params[name];
  return value === undefined ? undefined : String(value);
};

export const isParams = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseForm({ body }: Asked): { action: string; params: Params } {
  const { Action = '', Version: _, ...params } = Object.fromEntries(new URLSearchParams(body));
  return { action: Action, params };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AwsError('SerializationException', `The body is not JSON: ${cause}`);
  }
}

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
const metadata = (requestId: string): string =>
  `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
const fault = (status: number): string => (status < 500 ? 'Sender' : 'Receiver');
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xd;' };
const escapeXml = (value: string): string => value.replace(/[&<>"\r]/g, (found) => ESCAPES[found] ?? found);
