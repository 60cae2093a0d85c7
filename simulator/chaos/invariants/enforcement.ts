import { HOUR, MINUTE } from '../../world/software.ts';
import {
  graceEnded,
  isRequired,
  itemKey,
  mayBeTaken,
  memberItems,
  ordered,
  rulesAt,
  type Scene,
  useSeen,
} from '../scene.ts';
import { type Modified, namedInstances, type Watcher } from '../witness.ts';

/** Invariant 1: on zero evidence, after a grace window that has ended, or on an operator's word. */
export const onGoodGround = (scene: Scene): Watcher => ({
  modified: (change) => {
    if (!isRequired(change)) return undefined;
    const { member, at } = change;
    const user = useSeen(scene, member, at);
    if (user === undefined || hasGround(scene, change)) return undefined;
    return `${member.instance.id} was enforced although ${user}`;
  },
});

const hasGround = (scene: Scene, { member, at }: Modified): boolean =>
  graceEnded(scene, member.workload, at) || ordered(scene, 'enforce', member) !== undefined;

/** Invariant 2: what CloudWatch did not answer, completely and within the hour, is not zero. */
export function nothingReadIsNotZero(scene: Scene): Watcher {
  /** When the calls of each instance were last read completely. */
  const readings = new Map<string, number>();
  return {
    requested: ({ entry, params, invocation }) => {
      if (entry.action !== 'GetMetricData' || invocation === undefined) return undefined;
      const complete = entry.performed && entry.error === undefined;
      for (const id of queried(params)) if (complete && !invocation.spoilt.has(id)) readings.set(id, entry.at);
      return undefined;
    },
    modified: (change) => {
      if (!isRequired(change) || hasGround(scene, change)) return undefined;
      const { member, at } = change;
      const { id } = member.instance;
      if (at - (readings.get(id) ?? 0) > HOUR + 5 * MINUTE)
        return `${id} was enforced on zero without a complete reading of its metric within the hour`;
      const observe = Math.min(...rulesAt(scene, at).map((rules) => rules.observe));
      const span = member.workload.members
        .filter(({ generation }) => generation === member.generation)
        .flatMap(({ instance }) => pointHours(scene, instance, at));
      const first = Math.min(...span);
      return at - first < observe - 2 * HOUR
        ? `${id} was enforced on zero after ${hours(at - first)} h of points`
        : undefined;
    },
  };
}

/** The hours of an instance before `at` that have points. */
const pointHours = (scene: Scene, { id, runs }: Modified['member']['instance'], at: number): number[] =>
  runs.flatMap(({ start, end = at }) => {
    const until = Math.min(end, at);
    const first = Math.floor(start / HOUR);
    const count = Math.max(0, Math.ceil(until / HOUR) - first);
    const found = Array.from({ length: count }, (_, index) => first + index).find((hour) => !scene.gaps(id, hour));
    return found === undefined ? [] : [found * HOUR];
  });

function queried(params: Readonly<Record<string, unknown>>): string[] {
  const text = JSON.stringify(params['MetricDataQueries'] ?? []);
  return /"MetadataNoToken"/.test(text) ? [...text.matchAll(/i-[0-9a-f]{17}/g)].map(([id]) => id) : [];
}

const hours = (ms: number): number => Math.round(ms / HOUR);

const MAY_BE_SENT = new Set([
  'Action',
  'Version',
  'InstanceId',
  'HttpTokens',
  'HttpEndpoint',
  'HttpPutResponseHopLimit',
]);

/** Invariant 3: nothing but the tokens is changed; an endpoint that is off stays off, no hop limit is lowered. */
export const onlyTokens = (scene: Scene): Watcher => ({
  modified: ({ member, request, before, at }) => {
    const { id } = member.instance;
    const other = Object.keys(request).find((name) => !MAY_BE_SENT.has(name));
    if (other !== undefined) return `${other} of ${id} was changed`;
    if (before.httpEndpoint === 'disabled') return `the endpoint of ${id}, which was disabled, was enabled`;
    const hops = request['HttpPutResponseHopLimit'];
    if (hops === undefined) return undefined;
    if (Number(hops) < before.httpPutResponseHopLimit) return `the hop limit of ${id} was lowered`;
    const allowed = rulesAt(scene, at).some((rules) => rules.hops === 'raise-for-containers');
    return allowed ? undefined : `the hop limit of ${id} was raised, which policy does not say`;
  },
});

/** Invariant 4: the way back and the evidence are stored first. */
export const storedFirst = (scene: Scene): Watcher => ({
  modified: (change) => {
    if (!isRequired(change)) return undefined;
    const { id } = change.member.instance;
    const [stored] = memberItems(scene, id);
    const kept = enforcementOf(stored?.item);
    if (kept === undefined || stored?.invocation !== change.invocation)
      return `${id} was changed before its way back was stored`;
    const { httpTokens, httpEndpoint } = change.before;
    const before = JSON.stringify(kept['before']);
    return before.includes(`"${httpTokens}"`) && before.includes(`"${httpEndpoint}"`) && kept['evidence'] !== undefined
      ? undefined
      : `what was stored of ${id} is not how it was: ${before}`;
  },
});

export function enforcementOf(
  item: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> | undefined {
  const kept = item?.['enforcement'];
  return typeof kept === 'object' && kept !== null ? { ...kept } : undefined;
}

/** Invariant 5: looked at again in the same invocation, and not within an hour of its start. */
export function lookedAgain(_scene: Scene): Watcher {
  const seen = new Map<string, Set<string>>();
  return {
    requested: ({ entry, params, invocation }) => {
      if (entry.action !== 'DescribeInstances' || !entry.performed || invocation === undefined) return undefined;
      const ids = seen.get(invocation.id) ?? new Set();
      for (const id of namedInstances(params)) ids.add(id);
      seen.set(invocation.id, ids);
      return undefined;
    },
    modified: (change) => {
      if (!isRequired(change)) return undefined;
      const { member, at, invocation } = change;
      const { id, launchTime } = member.instance;
      if (!seen.get(invocation?.id ?? '')?.has(id)) return `${id} was changed without another look at it`;
      return at - launchTime < HOUR
        ? `${id} was changed ${Math.round((at - launchTime) / MINUTE)} minutes after its start`
        : undefined;
    },
  };
}

/** Invariant 7: what could not be read stands against every change; a brake or an exception that holds does too. */
export function failsClosed(scene: Scene): Watcher {
  const unread = new Map<string, Map<string, boolean>>();
  return {
    requested: ({ entry, params, invocation }) => {
      const what = needed(entry.action, params);
      if (what === undefined || invocation === undefined) return undefined;
      const read = unread.get(invocation.id) ?? new Map<string, boolean>();
      unread.set(invocation.id, read.set(what, entry.performed && entry.error === undefined));
      return undefined;
    },
    modified: (change) => {
      if (!isRequired(change)) return undefined;
      const { member, at, invocation } = change;
      const { id } = member.instance;
      const [missing] = [...(unread.get(invocation?.id ?? '') ?? [])].find(([, read]) => !read) ?? [];
      if (missing !== undefined) return `${id} was changed though ${missing} could not be read`;
      const began = invocation?.began ?? 0;
      if (isStopped(scene, began)) return `${id} was changed while enforcement was stopped`;
      const exception = exceptionOf(scene, change, began);
      return exception === undefined ? undefined : `${id} was changed at ${at} while the exception ${exception} ran`;
    },
  };
}

function needed(action: string, params: Readonly<Record<string, unknown>>): string | undefined {
  if (action === 'GetParameter') return 'the policy';
  if (action !== 'Query') return undefined;
  const values = JSON.stringify(params['ExpressionAttributeValues'] ?? '');
  if (values.includes('"exceptions"')) return 'the exceptions';
  return values.includes('"controls"') ? 'the controls' : undefined;
}

/** By an operator or by the breaker, before the function began, and not resumed since. */
function isStopped(scene: Scene, began: number): boolean {
  const latest = (kind: string, taken: (status: number) => boolean): number =>
    scene.asked.findLast(({ request, status }) => request['kind'] === kind && taken(status))?.order ?? 0;
  const resumed = latest('resume', mayBeTaken);
  const paused = latest('pause', (status) => status === 200);
  const opened = scene.items.get(itemKey('controls', 'breaker'))?.order ?? 0;
  return [paused, opened].some((stopped) => stopped > resumed && stopped < began);
}

function exceptionOf(scene: Scene, { member, at }: Modified, before: number): string | undefined {
  const [stored] = memberItems(scene, member.instance.id);
  const caseId = String(stored?.item['caseId']);
  const found = [...scene.items.values()].find(({ pk, item, order, at: writtenAt }) => {
    if (pk !== 'exceptions' || order >= before || writtenAt > at || item['status'] !== 'active') return false;
    const scope = JSON.stringify(item['scope']);
    const covers = scope.includes(`"${caseId}"`) || scope.includes(`"${member.instance.id}"`);
    return covers && Date.parse(String(item['until'])) > at;
  });
  // What an operator explicitly orders afterwards goes before.
  const order = ordered(scene, 'enforce', member);
  return found !== undefined && (order?.order ?? -1) < found.order ? found.sk : undefined;
}
