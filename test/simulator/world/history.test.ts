import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { workloadOf } from '../../../simulator/world/fleet.ts';
import { createInventory } from '../../../simulator/world/inventory.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';
import { makeRandom } from '../../../simulator/world/random.ts';
import { DAY, HOUR } from '../../../simulator/world/software.ts';
import { makeWorld } from '../../../simulator/world/world.ts';

const START = Date.parse('2026-03-02T00:00:00Z');
const nothing = () => ({});

function worldOf(draft: Parameters<typeof workloadOf>[0]) {
  const inventory = createInventory(['us-east-1']);
  const random = makeRandom(1);
  const world = makeWorld({
    inventory,
    span: { start: START, end: START + DAY },
    random,
    queue: makeQueue(),
    events: { running: nothing, launched: nothing, compliance: nothing, finding: nothing, changed: nothing },
    emit: () => {},
    onRejected: () => {},
  });
  world.populate([{ workload: workloadOf(draft, 0, random), size: 1 }]);
  const [member] = [...world.members.values()];
  if (member === undefined) throw new Error('nobody is there');
  return { world, member };
}

test.each([
  ['answered where tokens are optional', {}, { answered: true, rejected: false }],
  ['rejected where they have always been required', { hardened: true }, { answered: false, rejected: true }],
  ['not heard where the endpoint is disabled', { endpointDisabled: true }, { answered: false, rejected: false }],
])('calls from before the start were %s', (_, given, heard) => {
  const { member } = worldOf({ kind: 'single', size: 1, use: { kind: 'every', period: HOUR }, ...given });
  const answered = member.instance.calls.length > 0;
  const rejected = member.instance.rejected.length > 0;
  expect({ answered, rejected }).toEqual(heard);
});

describe('software that asks as it shuts down', () => {
  const use = { kind: 'shutdown' } as const;
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START + HOUR }));
  afterEach(() => void vi.useRealTimers());

  test('has done so at each stop before the start, and not yet in the run that goes on', () => {
    const { runs, calls } = worldOf({ kind: 'nightly', size: 1, use }).member.instance;
    expect(calls).toEqual(runs.flatMap(({ end = 0 }) => (end > START - 16 * DAY ? [end - 1_000] : [])));
    expect(worldOf({ kind: 'single', size: 1, use }).member.instance.calls).toEqual([]);
  });

  test.each(['stop', 'terminate'] as const)('does so when people %s it, once', (act) => {
    const { world, member } = worldOf({ kind: 'single', size: 1, use });
    for (const again of [act, 'terminate'] as const) world[again](member);
    expect(member.instance.calls).toEqual([START + HOUR - 1_000]);
  });

  test('does so no more once its owner has taken IMDSv1 out', () => {
    const { world, member } = worldOf({ kind: 'single', size: 1, use });
    member.fixed = true;
    world.terminate(member);
    expect(member.instance.calls).toEqual([]);
  });
});
