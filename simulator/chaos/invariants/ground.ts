import { DAY, HOUR, MINUTE } from '../../world/software.ts';
import {
  callWithin,
  graceEnded,
  iso,
  isRequired,
  ordered,
  READABLE_AFTER,
  rulesAt,
  type Scene,
  shown,
  toldOf,
  useSeen,
} from '../scene.ts';
import type { Modified, Watcher } from '../witness.ts';

/** Invariant 1: on zero evidence, after a grace window that has ended, or on an operator's word. */
export const onGoodGround = (scene: Scene): Watcher => ({
  modified: (change) => {
    if (!isRequired(change) || hasGround(scene, change)) return undefined;
    const { member, at } = change;
    const user = useSeen(scene, member, at) ?? calledInVain(scene, change);
    return user === undefined ? undefined : `${member.instance.id} was enforced although ${user}`;
  },
});

/** What was changed before is looked at once a day while others are to follow. */
const LOOKED_AT = DAY + READABLE_AFTER;

const TOLD_OF_REJECTED: ReadonlySet<string> = new Set(['rejected-calls', 'rolling-back', 'blocked']);

/** A call that was rejected on another instance since the product changed that, and of which nobody was told. */
function calledInVain(scene: Scene, { member, at }: Modified): string | undefined {
  for (const { instance } of member.workload.members) {
    const isThere = instance.options.httpTokens === 'required' && (instance.terminatedAt ?? at) >= at;
    if (instance === member.instance || !isThere || scene.tightened.has(instance.id)) continue;
    const changed = scene.modified.findLast((each) => each.member.instance === instance && isRequired(each));
    if (changed === undefined) continue;
    const call = callWithin(shown(scene, instance, 'rejected'), changed.at, at - LOOKED_AT);
    if (call !== undefined && !wasTold(scene, changed)) return `${instance.id} called IMDSv1 in vain at ${iso(call)}`;
  }
  return undefined;
}

const wasTold = (scene: Scene, { member, at: since }: Modified): boolean =>
  toldOf(scene, member.workload).some(({ notice, at }) => at >= since && TOLD_OF_REJECTED.has(notice.occasion));

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
