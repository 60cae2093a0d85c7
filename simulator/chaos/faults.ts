import type { Fault, Faults } from '../aws/requests.ts';
import { hash } from '../world/workload.ts';
import { CrashError, type Invocation, type Invocations } from './invocations.ts';
import type { AskedService, Meanwhile, Outage, RequestFault, Trouble } from './trouble.ts';

type Request = Parameters<Faults>[0];

export interface Harm {
  readonly invocations: Invocations;
  /** Told of each trouble when it first does harm. */
  readonly struck: (trouble: Trouble) => void;
  /** Runs from beginning to end while an invocation waits. */
  readonly meanwhile: (what: Meanwhile) => Promise<unknown>;
  /** Before anything is done about a request. */
  readonly asked: (request: Request, invocation: Invocation | undefined) => void;
}

type Of<K extends Trouble['kind']> = Extract<Trouble, { kind: K }>;

/** Does to the requests of the product's functions what the troubles say. */
export function makeFaults(troubles: readonly Trouble[], { invocations, ...harm }: Harm): Faults {
  const struck = new Set<Trouble>();
  const left = new Map(troubles.filter(isOf('requests')).map((trouble) => [trouble, trouble.count]));
  const countdown = new Map(troubles.filter(isCounted).map((trouble) => [trouble, trouble.request]));

  const strike = (trouble: Trouble, invocation: Invocation): void => {
    invocation.troubled = true;
    if (!struck.has(trouble)) harm.struck(trouble);
    struck.add(trouble);
  };
  const now = <T extends Trouble>(trouble: T): boolean =>
    trouble.at <= Date.now() && (!('lasts' in trouble) || Date.now() < trouble.at + trouble.lasts);

  /** Whether it is the turn of a trouble that waits for its n-th request. */
  function comes(trouble: Of<'crash' | 'meanwhile'>): boolean {
    const remaining = countdown.get(trouble);
    if (remaining === undefined || !now(trouble)) return false;
    if (remaining > 1) countdown.set(trouble, remaining - 1);
    else countdown.delete(trouble);
    return remaining <= 1;
  }

  function ofRequests(request: Request, invocation: Invocation): Fault | undefined {
    for (const [trouble, remaining] of left) {
      if (trouble.service !== request.service || remaining === 0 || !now(trouble)) continue;
      left.set(trouble, remaining - 1);
      strike(trouble, invocation);
      return faultOf(trouble.fault, trouble.service);
    }
    return undefined;
  }

  function lasting(request: Request, invocation: Invocation): Fault | undefined {
    for (const trouble of troubles) {
      if (!now(trouble)) continue;
      if (trouble.kind === 'outage' && concerns(trouble.of, request)) {
        strike(trouble, invocation);
        return { error: trouble.error };
      }
      if (trouble.kind === 'expired-credentials') {
        strike(trouble, invocation);
        return { error: request.service === 'ec2' ? 'RequestExpired' : 'ExpiredTokenException' };
      }
      if (trouble.kind === 'lag' && request.action === 'DescribeInstances') {
        strike(trouble, invocation);
        return { lag: trouble.by };
      }
      if (trouble.kind === 'metrics' && request.action === 'GetMetricData') {
        strike(trouble, invocation);
        return {
          metricStatus: ({ instanceId }) => {
            if (!isHit(instanceId, trouble)) return undefined;
            invocation.spoilt.add(instanceId);
            return trouble.status;
          },
        };
      }
    }
    return undefined;
  }

  return async (request) => {
    const invocation = invocations.get(request.invocation);
    // Of an earlier trial: its function has died meanwhile.
    if (invocation === undefined) return request.invocation === undefined ? undefined : { never: 'nothing' };
    if (invocation.dead) return { never: 'nothing' };
    for (const trouble of troubles.filter(isOf('meanwhile'))) {
      if (!comes(trouble)) continue;
      strike(trouble, invocation);
      await invocations.during(invocation, () => harm.meanwhile(trouble.what));
      if (invocation.dead) return { never: 'nothing' };
    }
    const crash = troubles.filter(isOf('crash')).find(comes);
    if (crash !== undefined) {
      strike(crash, invocation);
      invocation.dead = true;
      harm.asked(request, invocation);
      if (crash.effect) return { never: 'effect' };
      setImmediate(() => invocation.die(new CrashError()));
      return { never: 'nothing' };
    }
    harm.asked(request, invocation);
    return ofRequests(request, invocation) ?? lasting(request, invocation);
  };
}

/** Whether CloudWatch never got the points of an instance in that hour. */
export function makeGaps(troubles: readonly Trouble[]): (instanceId: string, hour: number) => boolean {
  const gaps = troubles.filter(isOf('gap'));
  return (instanceId, hour) => {
    const [from, to] = [hour * 3_600_000, (hour + 1) * 3_600_000];
    return gaps.some((gap) => gap.at < to && from < gap.at + gap.lasts && isHit(instanceId, gap));
  };
}

/** CloudWatch counts what is called within ten minutes; for each instance it takes a time of its own. */
export const countedAfter = (instanceId: string): number => (Number.parseInt(instanceId.slice(-4), 16) % 10) * 60_000;

const isOf =
  <K extends Trouble['kind']>(kind: K) =>
  (trouble: Trouble): trouble is Of<K> =>
    trouble.kind === kind;
const isCounted = (trouble: Trouble): trouble is Of<'crash' | 'meanwhile'> =>
  trouble.kind === 'crash' || trouble.kind === 'meanwhile';

/** A share of the instances, always the same ones for one trouble. */
const isHit = (instanceId: string, { id, share }: { readonly id: number; readonly share: number }): boolean =>
  Number.parseInt(hash(`${instanceId}/${id}`).slice(-6), 16) / 0x1000000 < share;

function concerns(of: Outage, { service, action, params }: Request): boolean {
  switch (of) {
    case 'policy':
      return action === 'GetParameter';
    case 'exceptions':
      return (
        service === 'dynamodb' && JSON.stringify(params['ExpressionAttributeValues'] ?? '').includes('"exceptions"')
      );
    case 'table':
      return service === 'dynamodb';
    case 'metrics':
      return service === 'cloudwatch';
    case 'instances':
      return action === 'DescribeInstances' || action === 'GetInstanceMetadataDefaults';
    case 'changes':
      return action === 'ModifyInstanceMetadataOptions';
    case 'notices':
      return service === 'sns';
    case 'tickets':
      return action.endsWith('OpsItem');
    case 'removals':
      return service === 'autoscaling';
  }
}

const THROTTLED: Record<AskedService, string> = {
  ec2: 'RequestLimitExceeded',
  cloudwatch: 'Throttling',
  sns: 'Throttling',
  ssm: 'ThrottlingException',
  dynamodb: 'ProvisionedThroughputExceededException',
};

function faultOf(fault: RequestFault, service: AskedService): Fault {
  switch (fault) {
    case 'throttled':
      return { error: THROTTLED[service] };
    case 'server-error':
      return { error: 'InternalError', status: 500 };
    case 'denied':
      return service === 'ec2' ? { error: 'UnauthorizedOperation' } : { error: 'AccessDeniedException', status: 400 };
    case 'lost-request':
      return { after: 'nothing' };
    case 'lost-answer':
      return { after: 'effect' };
  }
}
