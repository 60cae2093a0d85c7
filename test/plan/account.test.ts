import { describe, expect, test, vi } from 'vitest';
import type { Faults } from '../../simulator/aws/requests.ts';
import type { InstanceSpec } from '../../simulator/world/inventory.ts';
import { DAY, duration } from '../../src/domain/time.ts';
import type { Plan } from '../../src/plan/document.ts';
import type { PlanOptions } from '../../src/plan/plan.ts';
import { HOUR, instanceId, MINUTE, NOW } from '../simulator/aws/world.ts';
import { hourly } from '../wire/support.ts';
import { startAccount } from './support.ts';

const [A, B, C] = [instanceId(1), instanceId(2), instanceId(3)];
const quiet = (id: string, more: Partial<InstanceSpec> = {}): InstanceSpec => ({
  id,
  launchTime: NOW - 10 * DAY,
  ...more,
});
const busy = (id: string, more: Partial<InstanceSpec> = {}): InstanceSpec =>
  quiet(id, { calls: hourly(NOW - 10 * DAY, NOW), ...more });

async function planned(specs: readonly InstanceSpec[], more: Partial<PlanOptions> = {}, faults?: Faults) {
  const account = await startAccount(faults === undefined ? {} : { faults });
  for (const spec of specs) account.inventory.add(spec);
  return { ...account, made: await account.plan(more) };
}

const policy = (raw: unknown) => ({ policy: { source: 'test', raw } });
const group = (name: string) => ({ tags: { 'aws:autoscaling:groupName': name } });

const ofInstance = ({ instances }: Plan, id: string) => {
  const found = instances.find(({ instanceId: its }) => its === id);
  if (found === undefined) throw new Error(`${id} is not in the plan`);
  return found;
};

describe('what a verdict says', () => {
  test('no use and a start: enforced now; of several of a workload one goes first', async () => {
    const { made } = await planned([quiet(A, group('web')), quiet(B, group('web'))]);
    const reasons = made.instances.map(({ verdict, reason }) => `${verdict}: ${reason}`).toSorted();
    expect(reasons).toEqual([
      expect.stringMatching(
        /^enforce: No call without a token in 23\d of 23\d hours; none in the first hour after its start.* It follows once/,
      ),
      expect.stringMatching(/^enforce: .* It goes first\.$/),
    ]);
    expect(ofInstance(made, A).evidence).toMatchObject({
      state: 'zero',
      calls: 0,
      lastUse: null,
      bootSeen: NOW - 10 * DAY,
    });
  });

  test('one user makes its whole workload wait, and is named', async () => {
    const { made } = await planned([quiet(A, group('web')), busy(B, group('web'))]);
    expect(ofInstance(made, B)).toMatchObject({ verdict: 'grace', evidence: { state: 'used', calls: 240 } });
    expect(ofInstance(made, A)).toMatchObject({
      verdict: 'grace',
      reason: expect.stringContaining(`but ${B} of its workload made 240 calls`),
    });
  });

  test.each<[string, InstanceSpec, string, RegExp]>([
    ['required', quiet(A, { options: { httpTokens: 'required' } }), 'compliant', /^IMDSv2 is required\.$/],
    ['no endpoint', quiet(A, { options: { httpEndpoint: 'disabled' } }), 'skip', /endpoint is disabled/],
    ['managed', quiet(A, { operator: { principal: 'eks.amazonaws.com' } }), 'skip', /^eks\.amazonaws\.com manages it/],
    ['too young', quiet(A, { launchTime: NOW - 2 * DAY }), 'observe', /not been observed for long enough/],
    [
      'stopped all along',
      quiet(A, { runs: [{ start: NOW - 60 * DAY, end: NOW - 30 * DAY }] }),
      'observe',
      /stopped all the time/,
    ],
    [
      'stopped lately',
      quiet(A, { runs: [{ start: NOW - 12 * DAY, end: NOW - 5 * MINUTE }] }),
      'observe',
      /It is not running/,
    ],
    [
      'calls at boot alone, long ago',
      quiet(A, { launchTime: NOW - 40 * DAY, calls: [NOW - 40 * DAY + MINUTE] }),
      'grace',
      /in the first hour after its start/,
    ],
    [
      'containers at one hop',
      busy(A, { tags: { 'eks:cluster-name': 'main' } }),
      'grace',
      /hop limit 1: containers reach IMDSv2 only at 2/,
    ],
  ])('%s', async (_what, spec, verdict, reason) => {
    const { made } = await planned([spec]);
    expect(ofInstance(made, A)).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  test('where EC2 would not let it be taken back, a person has to act', async () => {
    const account = await startAccount();
    account.inventory.setDefaults('us-east-1', { httpTokensEnforced: 'enabled' });
    account.inventory.add(quiet(A, { options: { httpTokens: 'optional' } }));
    expect(ofInstance(await account.plan(), A)).toMatchObject({
      verdict: 'blocked',
      reason: expect.stringContaining('rollback impossible'),
    });
  });

  test('in mode observe nothing is meant to be changed', async () => {
    const { made } = await planned([quiet(A), busy(B)], policy({ mode: 'observe' }));
    expect(made.instances.map(({ verdict, reason }) => [verdict, /Held: policy mode is observe/.test(reason)])).toEqual(
      [
        ['observe', true],
        ['observe', true],
      ],
    );
  });
});

describe('what could not be read is named, and never zero', () => {
  test('a region that refuses', async () => {
    const faults: Faults = ({ action, region }) =>
      action === 'DescribeInstances' && region === 'eu-west-1' ? { error: 'UnauthorizedOperation' } : undefined;
    const { made } = await planned([quiet(A), quiet(B, { region: 'eu-west-1' })], {}, faults);
    expect(made.regions).toMatchObject([
      { region: 'eu-west-1', status: 'unreadable', reason: expect.stringContaining('UnauthorizedOperation') },
      { region: 'us-east-1', status: 'read', instances: 1 },
    ]);
    expect(made.complete).toBe(false);
    expect(made.instances.map(({ instanceId: id }) => id)).toEqual([A]);
  });

  test('metrics that fail hold the workload, and say so', async () => {
    const faults: Faults = () => ({ metricStatus: ({ instanceId: id }) => (id === A ? 'InternalError' : undefined) });
    const { made } = await planned([quiet(A), quiet(B)], {}, faults);
    expect(ofInstance(made, A)).toMatchObject({
      verdict: 'observe',
      reason: expect.stringMatching(/^Metrics could not be read .* Unknown is not zero\.$/),
      evidence: { state: 'unknown', calls: null },
    });
    expect(ofInstance(made, B).verdict).toBe('enforce');
    expect(made).toMatchObject({ complete: false, regions: [{}, { unreadable: 1 }] });
  });

  test('hours without a datapoint', async () => {
    const account = await startAccount({ gaps: (id) => id === A });
    for (const id of [A, B]) account.inventory.add(quiet(id));
    const made = await account.plan();
    expect(ofInstance(made, A)).toMatchObject({
      verdict: 'observe',
      reason: expect.stringMatching(/too many hours have no datapoint \(0 of 239, 0 %\)/),
      evidence: { state: 'unknown', coverage: 0, bootSeen: null },
    });
    expect(ofInstance(made, B).verdict).toBe('enforce');
  });

  test('a region that policy does not name is left out, by name', async () => {
    const { made } = await planned([quiet(A)], policy({ regions: ['eu-west-1'] }));
    expect(made.regions.map(({ region, status }) => [region, status])).toEqual([
      ['eu-west-1', 'read'],
      ['us-east-1', 'left-out'],
    ]);
  });

  test('what is interrupted', async () => {
    const stop = new AbortController();
    const faults: Faults = ({ action }) => {
      if (action === 'GetMetricData') stop.abort();
      return undefined;
    };
    const { made } = await planned([quiet(A)], { regions: ['us-east-1'], signal: stop.signal }, faults);
    expect(made).toMatchObject({
      complete: false,
      regions: [{ region: 'us-east-1', status: 'unreadable' }],
      instances: [],
    });
  });
});

test('requests that AWS throttles are made again, more slowly', async () => {
  const account = await startAccount();
  account.inventory.add(quiet(A));
  account.inventory.add(busy(B));
  account.aws.faults = ({ nth, action }) =>
    nth <= 2 && (action === 'DescribeInstances' || action === 'GetMetricData')
      ? { error: 'RequestLimitExceeded' }
      : undefined;
  // Nobody waits here: a pause moves the clock instead. Longer ones are those after which a request is given up.
  const wait = globalThis.setTimeout;
  const pauses: number[] = [];
  vi.stubGlobal('setTimeout', (done: () => void, by = 0) => {
    if (by === 0 || by > 2_500) return wait(done, by);
    pauses.push(by);
    account.clock.setSystemTime(Date.now() + by);
    return wait(done, 0);
  });
  const made = await account.plan({ regions: ['us-east-1'] });
  vi.unstubAllGlobals();
  expect(made.instances.map(({ verdict }) => verdict).toSorted()).toEqual(['enforce', 'grace']);
  expect(made.spent.calls).toContainEqual({ service: 'ec2', action: 'DescribeInstances', count: 3 });
  expect(pauses.length).toBeGreaterThan(0);
});

describe('a large region', () => {
  test('is listed in shares, each instance once, and judged within the budget of calls', async () => {
    const specs = Array.from({ length: 301 }, (_, index) => quiet(instanceId(index + 1)));
    const { made } = await planned(specs, { regions: ['us-east-1'] });
    expect(made.instances).toHaveLength(301);
    expect(new Set(made.instances.map(({ instanceId: id }) => id)).size).toBe(301);
    expect(made.spent.calls).toContainEqual({ service: 'cloudwatch', action: 'GetMetricData', count: 2 });
    expect(made.spent).toMatchObject({ metrics: 301, dollars: 0.003 });
  });

  test('is read in one row where the shares miss what the first page showed', async () => {
    const specs = Array.from({ length: 220 }, (_, index) => quiet(`i-${String(index).padStart(16, '0')}z`));
    const { made } = await planned(specs, { regions: ['us-east-1'] });
    expect(new Set(made.instances.map(({ instanceId: id }) => id)).size).toBe(220);
  });
});

describe('what if it had run a week ago', () => {
  const back = { back: duration(7 * DAY) };

  test('names who used IMDSv1 afterwards, and nobody else', async () => {
    // In the very hour that began then: what was seen of it later could not be known.
    const first = NOW - 7 * DAY + 30 * MINUTE;
    const { made } = await planned(
      [
        quiet(A, { launchTime: NOW - 20 * DAY, calls: [first, first + HOUR] }),
        quiet(B, { launchTime: NOW - 20 * DAY }),
        quiet(C, { launchTime: NOW - 2 * DAY }),
      ],
      back,
    );
    expect(made.whatIf).toMatchObject({ at: NOW - 7 * DAY, enforced: 2, workloads: 2, notReplayed: 1 });
    expect(made.whatIf?.broken).toEqual([
      { instanceId: A, region: 'us-east-1', workload: `i:${A}`, calls: 2, firstUse: NOW - 7 * DAY },
    ]);
    expect(ofInstance(made, A).verdict).toBe('grace');
  });

  test('sees nothing of what came later, and all of what was before', async () => {
    const { made } = await planned(
      [quiet(A, { launchTime: NOW - 30 * DAY, calls: [NOW - 20 * DAY] }), quiet(B, { launchTime: NOW - 10 * DAY })],
      back,
    );
    // A was in use within the lookback of that day; B had run for three days alone.
    expect(made.whatIf).toMatchObject({ enforced: 0, broken: [] });
    expect(ofInstance(made, A).verdict).toBe('enforce');
  });
});
