import { expect, test } from 'vitest';
import { workloadOf } from '../../../simulator/world/fleet.ts';
import { createInventory } from '../../../simulator/world/inventory.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';
import { makeRandom } from '../../../simulator/world/random.ts';
import { DAY, HOUR } from '../../../simulator/world/software.ts';
import { makeWorld } from '../../../simulator/world/world.ts';

const START = Date.parse('2026-03-02T00:00:00Z');
const nothing = () => ({});

test.each([
  ['answered where tokens are optional', {}, { answered: true, rejected: false }],
  ['rejected where they have always been required', { hardened: true }, { answered: false, rejected: true }],
  ['not heard where the endpoint is disabled', { endpointDisabled: true }, { answered: false, rejected: false }],
])('calls from before the start were %s', (_, given, heard) => {
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
  const draft = { kind: 'single', size: 1, use: { kind: 'every', period: HOUR }, ...given } as const;
  world.populate([{ workload: workloadOf(draft, 0, random), size: 1 }]);
  const [member] = [...world.members.values()];
  const answered = (member?.instance.calls.length ?? 0) > 0;
  const rejected = (member?.instance.rejected.length ?? 0) > 0;
  expect({ answered, rejected }).toEqual(heard);
});
