import { describe, expect, test } from 'vitest';
import { watchersOf } from '../../../simulator/chaos/invariants/index.ts';
import type { Invocation } from '../../../simulator/chaos/invocations.ts';
import type { Scene } from '../../../simulator/chaos/scene.ts';
import type { Asked, Modified, Watcher, Written } from '../../../simulator/chaos/witness.ts';
import { workloadOf } from '../../../simulator/world/fleet.ts';
import { createInventory } from '../../../simulator/world/inventory.ts';
import { makeRandom } from '../../../simulator/world/random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-03-10T12:00:00Z');
const ID = 'i-0123456789abcdef0';
const CASE = `us-east-1/i:${ID}`;

/** One instance that has run for ten days and never called, and everything of a change that is as it must be. */
function stage() {
  const inventory = createInventory();
  const instance = inventory.add({ id: ID, launchTime: NOW - 10 * DAY });
  const workload = workloadOf({ kind: 'single', size: 1, use: { kind: 'none' } }, 0, makeRandom(1));
  const member = { instance, workload, generation: 1, phase: 0, fixed: false, recorded: null };
  workload.members.push(member);
  const invocation = invoked('sweep', 10);
  const before = { ...instance.options };
  const stored = written(
    `member#${ID}`,
    { caseId: CASE, phase: 'modifying', enforcement: { before, evidence: {}, appliedAt: iso(NOW - DAY) } },
    invocation,
  );
  const scene: { -readonly [K in keyof Scene]: Scene[K] } = {
    world: Object.assign(Object.create(null), { members: new Map([[ID, member]]) }),
    aws: Object.assign(Object.create(null), { opsItems: new Map() }),
    records: { changes: [], notices: [], digests: [], tickets: [], journal: [], orders: [] },
    policies: [
      { from: 0, lookback: 2 * DAY, observe: DAY, quiet: DAY, start: 'required', watchFor: 3 * HOUR, hops: 'keep' },
    ],
    asked: [],
    modified: [],
    published: [],
    items: new Map([[stored.sk, stored]]),
    loosened: [],
    tightened: new Set(),
    gaps: () => false,
  };
  const change: Modified = {
    at: NOW,
    order: 20,
    invocation,
    member,
    before,
    request: { InstanceId: ID, HttpTokens: 'required', HttpEndpoint: 'enabled' },
  };
  return { scene, instance, member, invocation, change };
}

const iso = (at: number): string => new Date(at).toISOString();
const invoked = (name: string, began: number, door?: string): Invocation => ({
  id: `${name}#${began}`,
  function: name,
  door,
  began,
  troubled: false,
  dead: false,
  spoilt: new Set(),
  die: () => {},
});
const written = (sk: string, item: Record<string, unknown>, invocation = invoked('sweep', 10), pk = CASE): Written => ({
  at: NOW,
  order: 15,
  invocation,
  pk,
  sk,
  item,
  previous: undefined,
});

type Stage = ReturnType<typeof stage>;

/** An instance is called secured, of whose workload another called in vain and ended two hours ago. */
function securedBeside(
  { scene, change, instance }: Stage,
  watcher: Watcher,
  { stance = {}, gone = {} }: { readonly stance?: object; readonly gone?: object } = {},
): string | undefined {
  const other = 'i-0123456789abcdef1';
  const { workload } = change.member;
  const rejected = [NOW - 2 * HOUR];
  workload.members.push({ ...change.member, instance: { ...instance, id: other, rejected } });
  instance.tokenChanges.push({ from: NOW - DAY, tokens: 'required' });
  scene.modified = [{ ...change, at: NOW - DAY }];
  const enforcement = { at: iso(NOW - DAY), appliedAt: iso(NOW - DAY) };
  const ended = { caseId: CASE, phase: 'gone', goneAt: iso(NOW - HOUR), rollback: null, enforcement, ...gone };
  const cleared = { kind: 'cleared', ground: 'zero', since: iso(NOW - 2 * DAY), ...stance };
  const items = [written(`member#${other}`, ended), written('case', { stance: cleared })];
  scene.items = new Map(items.map((item) => [`${CASE}|${item.sk}`, item]));
  return watcher.written?.(written(`member#${ID}`, { phase: 'secured', enforcement }));
}

/** An instance is changed, of whose workload another was changed four days ago, and called in vain since. */
function besideVain(
  { scene, change, instance }: Stage,
  watcher: Watcher,
  more: Partial<Stage['instance']> = {},
  published: Scene['published'] = [],
): string | undefined {
  const options = { ...instance.options, httpTokens: 'required' as const };
  const other = { ...instance, id: 'i-0123456789abcdef1', options, rejected: [NOW - 2 * DAY], ...more };
  const member = { ...change.member, instance: other };
  change.member.workload.members.push(member);
  scene.modified = [{ ...change, member, at: NOW - 4 * DAY }];
  scene.published = published;
  return watcher.modified?.(change);
}
const telling = (occasion: string): Scene['published'][number] => ({
  at: NOW - DAY,
  order: 5,
  invocation: undefined,
  notice: { occasion, caseId: CASE, instanceIds: [ID], deadline: null } as Scene['published'][number]['notice'],
});

const read = (watcher: Watcher, { invocation }: Stage, action: string, params: object, fine = true): void => {
  const about = { at: NOW, service: 'ec2', region: 'us-east-1', action, params: {} } as const;
  const entry = fine ? { ...about, performed: true } : { ...about, performed: false, error: 'InternalError' };
  watcher.requested?.({ at: NOW, order: 12, invocation, entry, params: { ...params } });
};
const metrics = { MetricDataQueries: [{ MetricName: 'MetadataNoToken', Value: ID }] };
const order = (kind: string, of: Partial<Asked> = {}): Asked => ({
  at: NOW - HOUR,
  order: 1,
  invocation: undefined,
  who: 'dana',
  door: 'approver',
  request: { kind, case: CASE },
  status: 200,
  answered: 2,
  ...of,
});

/** By invariant: what leaves it whole, and what breaks it. */
const cases: Record<
  string,
  readonly [number, (set: Stage, watcher: Watcher) => string | undefined, RegExp | undefined][]
> = {
  'an instance that never called': [[1, ({ change }, watcher) => watcher.modified?.(change), undefined]],
  'an instance that called a day ago': [
    [
      1,
      ({ change, instance }, watcher) => {
        instance.calls.push(NOW - DAY);
        return watcher.modified?.(change);
      },
      /called IMDSv1/,
    ],
    [
      1,
      ({ change, instance, scene }, watcher) => {
        instance.calls.push(NOW - DAY);
        scene.asked = [order('enforce')];
        return watcher.modified?.(change);
      },
      undefined,
    ],
  ],
  'another instance that called in vain two days after its change': [
    [1, besideVain, /i-0123456789abcdef1 called IMDSv1 in vain/],
    [1, (...on) => besideVain(...on, { rejected: [NOW - DAY - HOUR] }), undefined],
    [1, (...on) => besideVain(...on, { rejected: [NOW - 5 * DAY] }), undefined],
    [1, (...on) => besideVain(...on, { terminatedAt: NOW - HOUR }), undefined],
    [1, (...on) => besideVain(...on, {}, [telling('rejected-calls')]), undefined],
    [1, (...on) => besideVain(...on, {}, [telling('secured')]), /in vain/],
  ],
  'a metric that was not read': [
    [2, ({ change }, watcher) => watcher.modified?.(change), /without a complete reading/],
    [
      2,
      (set, watcher) => {
        read(watcher, set, 'GetMetricData', metrics, false);
        return watcher.modified?.(set.change);
      },
      /without a complete reading/,
    ],
    [
      2,
      (set, watcher) => {
        set.invocation.spoilt.add(ID);
        read(watcher, set, 'GetMetricData', metrics);
        return watcher.modified?.(set.change);
      },
      /without a complete reading/,
    ],
    [
      2,
      (set, watcher) => {
        read(watcher, set, 'GetMetricData', metrics);
        return watcher.modified?.(set.change);
      },
      undefined,
    ],
  ],
  'more than tokens': [
    [3, ({ change }, watcher) => watcher.modified?.(change), undefined],
    [
      3,
      ({ change }, watcher) =>
        watcher.modified?.({ ...change, request: { ...change.request, HttpPutResponseHopLimit: 2 } }),
      /raised/,
    ],
    [
      3,
      ({ change }, watcher) =>
        watcher.modified?.({ ...change, request: { ...change.request, InstanceMetadataTags: 'enabled' } }),
      /InstanceMetadataTags/,
    ],
    [
      3,
      ({ change }, watcher) =>
        watcher.modified?.({ ...change, before: { ...change.before, httpEndpoint: 'disabled' } }),
      /disabled, was enabled/,
    ],
  ],
  'what was stored before': [
    [4, ({ change }, watcher) => watcher.modified?.(change), undefined],
    [
      4,
      ({ change, scene }, watcher) => {
        scene.items = new Map();
        return watcher.modified?.(change);
      },
      /before its way back was stored/,
    ],
  ],
  'the second look': [
    [5, ({ change }, watcher) => watcher.modified?.(change), /without another look/],
    [
      5,
      (set, watcher) => {
        read(watcher, set, 'DescribeInstances', { 'InstanceId.1': ID });
        return watcher.modified?.(set.change);
      },
      undefined,
    ],
    [
      5,
      (set, watcher) => {
        set.instance.launchTime = NOW - HOUR / 2;
        read(watcher, set, 'DescribeInstances', { 'InstanceId.1': ID });
        return watcher.modified?.(set.change);
      },
      /30 minutes after its start/,
    ],
  ],
  'what is called secured': [
    [6, (_set, watcher) => watcher.written?.(written(`member#${ID}`, { phase: 'secured' })), /answers IMDSv1/],
    [
      6,
      ({ scene, change }, watcher) => {
        change.member.instance.tokenChanges.push({ from: NOW - DAY, tokens: 'required' });
        change.member.instance.rejected.push(NOW - 2 * HOUR);
        scene.modified = [{ ...change, at: NOW - DAY }];
        const enforcement = { appliedAt: iso(NOW - DAY) };
        return watcher.written?.(written(`member#${ID}`, { phase: 'secured', enforcement }));
      },
      /in spite of rejected calls/,
    ],
    [6, securedBeside, /calls of i-0123456789abcdef1 were rejected before it ended/],
    [6, (...on) => securedBeside(...on, { stance: { ground: 'operator' } }), undefined],
    [6, (...on) => securedBeside(...on, { stance: { since: iso(NOW - HOUR / 2) } }), undefined],
    [6, (...on) => securedBeside(...on, { stance: { kind: 'blocked' } }), undefined],
    [6, (...on) => securedBeside(...on, { gone: { goneAt: iso(NOW - HOUR / 4) } }), undefined],
    [6, (...on) => securedBeside(...on, { gone: { rollback: { why: 'it failed' } } }), undefined],
    [6, (...on) => securedBeside(...on, { gone: { phase: 'watched' } }), undefined],
  ],
  'what could not be read, and brakes': [
    [7, ({ change }, watcher) => watcher.modified?.(change), undefined],
    [
      7,
      (set, watcher) => {
        read(watcher, set, 'GetParameter', {}, false);
        return watcher.modified?.(set.change);
      },
      /the policy could not be read/,
    ],
    [
      7,
      ({ change, scene }, watcher) => {
        scene.asked = [order('pause')];
        return watcher.modified?.(change);
      },
      /stopped/,
    ],
    // Asked for before, and answered after: it may have come after the pause.
    [
      7,
      ({ change, scene }, watcher) => {
        scene.asked = [order('resume', { answered: 6 }), order('pause', { order: 5, answered: 5 })];
        return watcher.modified?.(change);
      },
      undefined,
    ],
    [
      7,
      ({ change, scene }, watcher) => {
        scene.asked = [order('resume'), order('pause', { order: 5, answered: 6 })];
        return watcher.modified?.(change);
      },
      /stopped/,
    ],
    [
      7,
      ({ change, scene }, watcher) => {
        const item = { status: 'active', scope: { kind: 'workload', caseId: CASE }, until: iso(NOW + DAY) };
        scene.items = new Map([...scene.items, ['x', { ...written('x', item, undefined, 'exceptions'), order: 5 }]]);
        return watcher.modified?.(change);
      },
      /while the exception x ran/,
    ],
  ],
  'one case an instance': [
    [
      8,
      (_set, watcher) => {
        watcher.written?.(written(`member#${ID}`, {}));
        return watcher.written?.(written(`member#${ID}`, {}, undefined, 'us-east-1/asg:web'));
      },
      /is a member of/,
    ],
  ],
  'who may what': [
    [
      9,
      (_set, watcher) => watcher.written?.(written('rate', {}, invoked('operator', 3, 'reader'), 'controls')),
      /reading wrote/,
    ],
    [9, (_set, watcher) => watcher.asked?.(order('pause', { door: 'requester' })), /could pause/],
    [9, (_set, watcher) => watcher.asked?.(order('pause', { door: 'requester', status: 403 })), undefined],
    [
      9,
      (_set, watcher) => watcher.written?.(written('x', { history: [{ at: iso(NOW) }] }, undefined, 'exceptions')),
      /does not say who/,
    ],
  ],
  'a fight': [
    [
      10,
      ({ scene, change }, watcher) => {
        scene.modified = [];
        return watcher.modified?.(change);
      },
      undefined,
    ],
    [
      10,
      ({ scene, change }, watcher) => {
        scene.modified = [change];
        return watcher.modified?.(change);
      },
      /enforced/,
    ],
  ],
};

describe.each(Object.entries(cases))('whoever looks on sees %s', (_name, tried) => {
  test.each(tried)('by invariant %i', (invariant, act, expected) => {
    const set = stage();
    const watcher = watchersOf(set.scene).get(invariant);
    const seen = watcher === undefined ? 'no such invariant' : act(set, watcher);
    if (expected === undefined) expect(seen).toBeUndefined();
    else expect(seen).toMatch(expected);
  });
});
