import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calendar } from '../aws/ssm-calendars.ts';
import type { Happening, Queue } from '../world/queue.ts';
import type { Workload } from '../world/workload.ts';
import type { Account } from './account.ts';
import type { Trial } from './draw.ts';
import type { makeTown } from './people.ts';
import type { Meanwhile, Trouble } from './trouble.ts';
import type { makeUpheavals } from './upheavals.ts';

export interface Stage {
  readonly root: string;
  readonly trial: Trial;
  readonly account: Account;
  readonly calendars: Map<string, Calendar>;
  readonly queue: Queue<Happening>;
  readonly workloads: readonly Workload[];
  readonly town: ReturnType<typeof makeTown>;
  readonly upheave: ReturnType<typeof makeUpheavals>;
  readonly struck: (trouble: Trouble) => void;
}

/** What troubles do by themselves, at their moment; those that befall requests wait for them. */
export function makeHappenings({ root, trial, account, calendars, queue, workloads, town, upheave, struck }: Stage) {
  const { topic, rules, bus, sweep, repeatEvent } = account;
  const workloadOf = (index: number): Workload | undefined => workloads[index % Math.max(1, workloads.length)];

  async function happen(trouble: Trouble): Promise<unknown> {
    const workload = 'workload' in trouble ? workloadOf(trouble.workload) : undefined;
    switch (trouble.kind) {
      case 'order':
        struck(trouble);
        return workload && (await town(trouble.order, workload));
      case 'upheaval':
        struck(trouble);
        return workload && upheave(trouble.what, workload);
      case 'policy':
        struck(trouble);
        calendars.set('Freeze', 'CLOSED');
        return rules.change(trouble.change);
      case 'malformed-event':
        struck(trouble);
        return bus.emit(JSON.parse(readFileSync(join(root, 'events', `${trouble.sample}.json`), 'utf8')), Date.now());
      case 'unsubscribed':
        struck(trouble);
        topic.confirmed = 0;
        return queue.push(trouble.at + trouble.lasts, () => {
          topic.confirmed = 1;
        });
      default:
        return undefined;
    }
  }

  return {
    happen,

    /** Every day of the calm an operator puts right what people and policy left behind. */
    async comeToRest(): Promise<void> {
      topic.confirmed = 1;
      rules.change(trial.policy);
      rules.change({ mode: 'enforce', enforcement: { calendar: 'none' } });
      const [workload] = workloads;
      if (workload !== undefined) await town('resume', workload);
    },

    /** From beginning to end while a function waits for an answer. */
    async meanwhile(what: Meanwhile, index: number): Promise<unknown> {
      if (what === 'sweep') return await sweep.run();
      if (what === 'last-event') return await repeatEvent();
      const workload = workloadOf(index);
      return workload && (await town(what, workload));
    },
  };
}
