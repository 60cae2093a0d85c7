import { HOUR, MINUTE } from '../../world/software.ts';
import { enforcementOf, isRequired, memberItems, rulesAt, type Scene } from '../scene.ts';
import { namedInstances, type Watcher } from '../witness.ts';

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
