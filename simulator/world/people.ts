import type { Happening, Queue } from './queue.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, MINUTE } from './software.ts';
import { isGroup, living, type Workload } from './workload.ts';
import type { World } from './world.ts';

export interface People {
  /** An owner reads that the grace window of a workload has begun. */
  told(workload: Workload): void;
}

export interface Town {
  readonly world: World;
  readonly queue: Queue<Happening>;
  readonly random: Random;
  readonly onFixed: (workload: Workload) => void;
}

/** The owners: some take IMDSv1 out of their software some days after they are told, the others do nothing. */
export function makePeople({ world, queue, random, onFixed }: Town): People {
  const begun = new Set<Workload>();

  function fix(workload: Workload): void {
    workload.fixedAt = Date.now();
    onFixed(workload);
    if (isGroup(workload.kind)) rollOut({ world, queue }, workload);
    else restart(workload);
  }

  function restart(workload: Workload): void {
    for (const member of living(workload)) {
      member.fixed = true;
      world.stop(member);
    }
    queue.push(Date.now() + 5 * MINUTE, () => living(workload).map(world.start));
  }

  return {
    told(workload) {
      if (!workload.fixes || begun.has(workload)) return;
      begun.add(workload);
      const tomorrow = Math.ceil(Date.now() / DAY) * DAY;
      queue.push(tomorrow + random.between(0, 4) * DAY + 14 * HOUR, () => fix(workload));
    },
  };
}

/** A new image, member by member, each gone before its successor starts. */
export function rollOut({ world, queue }: Pick<Town, 'world' | 'queue'>, workload: Workload): void {
  workload.generation += 1;
  const at = Date.now();
  for (const [index, member] of living(workload).entries()) {
    queue.push(at + index * HOUR, () => {
      if (member.instance.terminatedAt !== undefined) return;
      world.terminate(member);
      queue.push(Date.now() + 2 * MINUTE, () => {
        world.launch(workload, 1, 'auto-scaling');
      });
    });
  }
}
