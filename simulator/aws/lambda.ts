import type { Estate, LambdaFunction } from './estate.ts';
import { AwsError, type Operations, type Params, text } from './protocol.ts';
import { restJson } from './rest.ts';

export const lambdaRest = restJson([
  {
    method: 'GET',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/,
    action: 'GetFunctionConfiguration',
  },
  {
    method: 'GET',
    path: /^\/2019-09-30\/functions\/(?<FunctionName>[^/]+)\/concurrency$/,
    action: 'GetFunctionConcurrency',
  },
]);

export function createLambda({ functions }: Estate, homeRegion: string): Operations {
  const functionOf = (params: Params, region: string): [string, LambdaFunction] => {
    const name = text(params, 'FunctionName') ?? '';
    const found = region === homeRegion ? functions.get(name) : undefined;
    if (found !== undefined) return [name, found];
    const arn = `arn:aws:lambda:${region}:123456789012:function:${name}`;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
  };

  return {
    GetFunctionConfiguration(params, { region }) {
      const [FunctionName, { role, state }] = functionOf(params, region);
      const reason = state === 'Failed' ? { StateReason: 'The function could not be created' } : {};
      return {
        FunctionName,
        Role: role,
        Runtime: 'nodejs24.x',
        State: state,
        LastUpdateStatus: 'Successful',
        ...reason,
      };
    },
    GetFunctionConcurrency(params, { region }) {
      const [, { reserved }] = functionOf(params, region);
      return { ReservedConcurrentExecutions: reserved };
    },
  };
}

interface Window {
  readonly start: number;
  readonly end: number;
  readonly period: number;
}

/** What Lambda publishes of a function that a schedule invokes; the others are not counted here. */
export function lambdaPoints({ functions }: Estate, name: string, metric: string, { start, end, period }: Window) {
  const { everyMs, fails = false, state } = functions.get(name) ?? {};
  if (everyMs === undefined || state === 'Failed') return [];
  const points: { at: number; value: number }[] = [];
  for (let at = Math.ceil(start / 1000 / period) * period * 1000; at < end; at += period * 1000) {
    const invoked = (period * 1000) / everyMs;
    points.push({ at, value: metric === 'Invocations' || (metric === 'Errors' && fails) ? invoked : 0 });
  }
  return points;
}
