import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointAt, runsAt, tokensAt } from '../../../simulator/world/instance.ts';
import { createInventory, type InstanceSpec } from '../../../simulator/world/inventory.ts';
import { type MetricName, type MetricQuery, points } from '../../../simulator/world/metrics.ts';
import { DAY, HOUR, instanceId, MINUTE, NOW } from './world.ts';

const ID = instanceId(1);

function history(spec: Omit<InstanceSpec, 'id'>) {
  const inventory = createInventory();
  const instance = inventory.add({ id: ID, ...spec });
  const read = (metric: MetricName, query: Partial<MetricQuery> = {}) =>
    points(instance, metric, { start: NOW - 4 * HOUR, end: NOW, period: 3600, now: NOW, ...query }).map(
      ({ at, value }) => [(at - NOW) / HOUR, value],
    );
  return { inventory, read };
}

test('MetadataNoToken has zeros while the instance ran, and nothing while it did not', () => {
  const runs = [{ start: NOW - DAY, end: NOW - 3.5 * HOUR }, { start: NOW - 1.5 * HOUR }];
  const { read } = history({ runs, calls: [NOW - 80 * MINUTE] });
  expect(read('MetadataNoToken')).toEqual([
    [-4, 0],
    [-2, 1],
    [-1, 0],
  ]);
  expect(read('CPUUtilization').map(([hour]) => hour)).toEqual([-4, -2, -1]);
});

test('requiring tokens ends MetadataNoToken; refused calls are counted from then on, without zeros', () => {
  const { inventory, read } = history({ launchTime: NOW - DAY });
  inventory.modify(ID, { httpTokens: 'required' }, NOW - 2.5 * HOUR);
  for (const minutes of [170, 140, 130, 20]) inventory.call(ID, NOW - minutes * MINUTE);
  expect(read('MetadataNoToken')).toEqual([
    [-4, 0],
    [-3, 1],
  ]);
  expect(read('MetadataNoTokenRejected')).toEqual([
    [-3, 2],
    [-1, 1],
  ]);
});

test('calls that are counted late are not there before, neither those answered nor those refused', () => {
  const { inventory, read } = history({ launchTime: NOW - DAY, calls: [NOW - 2.6 * HOUR] });
  inventory.modify(ID, { httpTokens: 'required' }, NOW - 2.5 * HOUR);
  inventory.call(ID, NOW - 9 * MINUTE);
  const counted = (now: number) =>
    (['MetadataNoToken', 'MetadataNoTokenRejected'] as const).map((metric) =>
      read(metric, { now, late: () => 9 * MINUTE }).reduce((sum, [, value = 0]) => sum + value, 0),
    );
  expect(counted(NOW - 1)).toEqual([1, 0]);
  expect(counted(NOW)).toEqual([1, 1]);
  expect(counted(NOW - 2.6 * HOUR + 9 * MINUTE - 1)).toEqual([0, 0]);
});

test('a disabled endpoint publishes nothing and answers nobody', () => {
  const { inventory, read } = history({ launchTime: NOW - DAY, options: { httpEndpoint: 'disabled' } });
  expect(inventory.call(ID, NOW - HOUR)).toBe('unreachable');
  expect(read('MetadataNoToken')).toEqual([]);
});

test('buckets are laid from the start of a query that is not aligned', () => {
  const { read } = history({ launchTime: NOW - DAY, calls: [NOW - 2 * HOUR + 20 * MINUTE] });
  expect(read('MetadataNoToken', { start: NOW - 3 * HOUR + 15 * MINUTE })).toEqual([
    [-2.75, 0],
    [-1.75, 1],
    [-0.75, 0],
  ]);
});

test('basic monitoring has a sample every five minutes, the newest as soon as it has begun', () => {
  const { inventory, read } = history({ launchTime: NOW - DAY });
  const window = { start: NOW - 10 * MINUTE, end: NOW + 10 * MINUTE, period: 60 };
  inventory.call(ID, NOW - 6 * MINUTE);
  const minutes = (query: Partial<MetricQuery>) =>
    read('MetadataNoToken', { ...window, ...query }).map(([hour = 0, value]) => [Math.round(hour * 60), value]);
  const seen = [
    [-10, 1],
    [-5, 0],
  ];
  expect(minutes({ now: NOW - 1 })).toEqual(seen);
  expect(minutes({ now: NOW })).toEqual([...seen, [0, 0]]);
  inventory.call(ID, NOW + 2 * MINUTE);
  expect(minutes({ now: NOW + 3 * MINUTE })).toEqual([...seen, [0, 1]]);
});

test.each([
  [60, 15],
  [300, 63],
  [3600, 455],
])('points of %i seconds are kept for %i days', (period, days) => {
  const { read } = history({ launchTime: NOW - 500 * DAY });
  const first = (start: number) => read('MetadataNoToken', { start, end: NOW, period })[0]?.[0];
  expect(first(NOW - 480 * DAY)).toBe(-days * 24);
  expect(first(NOW - days * DAY)).toBe(-days * 24);
});

test('gaps take points away, whatever they say', () => {
  const { read } = history({ launchTime: NOW - DAY, calls: [NOW - 90 * MINUTE] });
  const gaps = (id: string, hour: number) => id === ID && hour * HOUR === NOW - 2 * HOUR;
  expect(read('MetadataNoToken', { gaps }).map(([hour]) => hour)).toEqual([-4, -3, -1]);
});

test('metrics outlive their instance', () => {
  const { inventory, read } = history({ launchTime: NOW - DAY });
  inventory.terminate(ID, NOW - 2 * HOUR);
  expect(read('MetadataNoToken').map(([hour]) => hour)).toEqual([-4, -3]);
});

/** Slow and plain: looks at every sample, and inside it at every moment at which something may have changed. */
function bySample(instance: ReturnType<ReturnType<typeof createInventory>['add']>, query: MetricQuery) {
  const { runs, tokenChanges, endpointChanges, calls } = instance;
  const changes = [...runs.map(({ start }) => start), ...[...tokenChanges, ...endpointChanges].map(({ from }) => from)];
  const publishes = (at: number) =>
    runsAt(instance, at) && tokensAt(instance, at) === 'optional' && endpointAt(instance, at) === 'enabled';
  const sums = new Map<number, number>();
  const step = query.period * 1000;
  for (let sample = Math.ceil(query.start / SAMPLE) * SAMPLE; sample <= query.now; sample += SAMPLE) {
    const bucket = query.start + Math.floor((sample - query.start) / step) * step;
    const inside = (at: number) => at >= sample && at < sample + SAMPLE;
    if (bucket >= query.end || ![sample, ...changes.filter(inside)].some(publishes)) continue;
    const calledHere = calls.filter((at) => inside(at) && at <= query.now).length;
    sums.set(bucket, (sums.get(bucket) ?? 0) + calledHere);
  }
  return [...sums].map(([at, value]) => ({ at, value }));
}

const SAMPLE = 5 * MINUTE;

test('the points are those that a look at every sample gives', () => {
  const minutes = fc.integer({ min: 0, max: 300 });
  const story = fc.array(
    fc.tuple(minutes, fc.constantFrom('run', 'call', 'required', 'optional', 'enabled', 'disabled')),
  );
  const start = NOW - 5 * HOUR;
  fc.assert(
    fc.property(story, minutes, minutes, fc.constantFrom(60, 300, 900, 3600), (events, from, to, period) => {
      const inventory = createInventory();
      const instance = inventory.add({ id: ID, launchTime: start });
      for (const [index, [minute, what]] of events.toSorted(([a], [b]) => a - b).entries()) {
        // One after the other: what happens at the very instant of a stop belongs to neither side.
        const at = start + minute * MINUTE + index;
        if (what === 'call') inventory.call(ID, at);
        else if (what === 'optional' || what === 'required') inventory.modify(ID, { httpTokens: what }, at);
        else if (what !== 'run') inventory.modify(ID, { httpEndpoint: what }, at);
        else if (runsAt(instance, at)) inventory.stop(ID, at);
        else inventory.start(ID, at);
      }
      const query = { start: start + from * MINUTE, end: start + to * MINUTE, period, now: NOW - 30 * MINUTE };
      expect(points(instance, 'MetadataNoToken', query)).toEqual(bySample(instance, query));
    }),
  );
});
