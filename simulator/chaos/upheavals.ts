import type { Changer, EventMaker } from '../host/events.ts';
import type { Inventory } from '../world/inventory.ts';
import { rollOut } from '../world/people.ts';
import type { Happening, Queue } from '../world/queue.ts';
import type { Random } from '../world/random.ts';
import { HOUR, MINUTE } from '../world/software.ts';
import { isGroup, living, type Member, type Workload } from '../world/workload.ts';
import type { World } from '../world/world.ts';
import type { Upheaval } from './trouble.ts';

export interface Ground {
  readonly world: World;
  readonly inventory: Inventory;
  readonly queue: Queue<Happening>;
  readonly events: EventMaker;
  readonly emit: (event: unknown, at: number) => void;
  readonly random: Random;
  readonly loosened: (instanceId: string, by: string) => void;
  readonly tightened: (instanceId: string, by: string) => void;
}

const PEOPLE: readonly Changer[] = [
  { role: 'deployer', session: 'run-4711' },
  { role: 'on-call', session: 'kim' },
];

/** What Auto Scaling says it responded to. */
const UNHEALTHY = 'an ELB system health check failure';

/** What owners and their tools do to a workload without asking the product. */
export function makeUpheavals({ world, inventory, queue, events, emit, random, loosened, tightened }: Ground) {
  function change({ instance }: Member, request: Readonly<Record<string, unknown>>): void {
    const at = Date.now();
    const by = random.pick(PEOPLE);
    const { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit } = request;
    inventory.modify(
      instance.id,
      {
        httpTokens: HttpTokens === 'optional' || HttpTokens === 'required' ? HttpTokens : undefined,
        httpEndpoint: HttpEndpoint === 'disabled' ? 'disabled' : undefined,
        httpPutResponseHopLimit: typeof HttpPutResponseHopLimit === 'number' ? HttpPutResponseHopLimit : undefined,
      },
      at,
    );
    if (HttpTokens === 'optional') loosened(instance.id, by.role);
    if (HttpTokens === 'required') tightened(instance.id, by.role);
    emit(events.changed(instance, request, by, at), at);
  }

  return (what: Upheaval, workload: Workload): unknown => {
    const members = living(workload).filter(({ instance }) => instance.operator === undefined);
    const [first] = members;
    const grouped = isGroup(workload.kind);
    if (first === undefined) return;
    switch (what) {
      case 'loosen':
        if (first.instance.options.httpTokens === 'required' && first.instance.options.httpEndpoint === 'enabled')
          change(first, { HttpTokens: 'optional' });
        return;
      case 'tighten':
        return change(first, { HttpTokens: 'required' });
      case 'disable-endpoint':
        return change(first, { HttpEndpoint: 'disabled' });
      case 'raise-hops':
        return change(first, { HttpPutResponseHopLimit: first.instance.options.httpPutResponseHopLimit + 1 });
      case 'roll-out':
        return grouped ? rollOut({ world, queue }, workload) : undefined;
      case 'scale-out':
        return grouped ? void world.launch(workload, 1, 'auto-scaling') : undefined;
      case 'scale-in':
        return grouped ? world.terminate(first) : undefined;
      case 'scale-to-zero':
        if (!grouped) return;
        for (const member of members) world.terminate(member);
        queue.push(Date.now() + 6 * HOUR, () => void world.launch(workload, members.length, 'auto-scaling'));
        return;
      case 'unhealthy':
        if (!grouped) return;
        inventory.terminate(first.instance.id, Date.now(), UNHEALTHY);
        return queue.push(Date.now() + 2 * MINUTE, () => world.launch(workload, 1, 'auto-scaling'));
      case 'restart':
        world.stop(first);
        queue.push(Date.now() + 5 * MINUTE, () => world.start(first));
        return;
    }
  };
}
