import { AwsError, isParams, type Params, type Protocol } from './protocol.ts';

export interface Route {
  readonly method: string;
  /** Its named groups become parameters, with those of the query. */
  readonly path: RegExp;
  readonly action: string;
}

/** REST with JSON: the operation stands in method and path, the error in a header. */
export const restJson = (routes: readonly Route[]): Protocol => ({
  parse({ method, url, body }) {
    const { pathname, searchParams } = new URL(url, 'http://here');
    for (const route of routes) {
      const found = route.method === method ? route.path.exec(pathname) : null;
      if (found === null) continue;
      const named = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return {
        action: route.action,
        params: { ...Object.fromEntries(named), ...Object.fromEntries(searchParams), ...jsonOf(body) },
      };
    }
    return { action: `${method} ${pathname}`, params: {} };
  },
  success: (_action, result) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(result),
  }),
  failure: ({ code, message, status, fields }) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ code, message, Message: message, ...fields }),
  }),
  unknown: (action) => new AwsError('UnknownOperationException', `${action} is unknown`, 404),
});

function jsonOf(body: string): Params {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (isParams(parsed)) return parsed;
  } catch {
    // Said below, as for every other body that is no object.
  }
  throw new AwsError('SerializationException', 'Expected a JSON object');
}
