import type { EventMaker, Launcher } from '../host/events.ts';
import type { Planned, Span } from './fleet.ts';
import { historyOf, pastRuns } from './history.ts';
import { type Run, runsAt } from './instance.ts';
import type { Inventory } from './inventory.ts';
import type { Happening, Queue } from './queue.ts';
import type { Random } from './random.ts';
import { BEFORE_END, callTimes, HOUR, MINUTE, nextCall, sameRun } from './software.ts';
import { alive, hash, imageOf, living, type Member, type Workload } from './workload.ts';

export interface Surroundings {
  readonly inventory: Inventory;
  readonly queue: Queue<Happening>;
  readonly events: EventMaker;
  /** Hands an event to EventBridge, which delivers it in its own time. */
  readonly emit: (event: unknown, at: number) => void;
  readonly random: Random;
  readonly span: Span;
  readonly onRejected: (member: Member) => void;
}

export interface Rejection {
  readonly member: Member;
  readonly at: number;
}

export type World = ReturnType<typeof makeWorld>;

/** How long after the launch EC2 says `running`. */
const RUNNING_AFTER = 8_000;

/** The account as it really is: its instances, what their software does, and the events that tell of it. */
export function makeWorld({ inventory, queue, events, emit, random, span, onRejected }: Surroundings) {
  const workloads: Workload[] = [];
  const members = new Map<string, Member>();
  const rejections: Rejection[] = [];
  const chance = random.fork('members');
  let launches = 0;

  function join(workload: Workload, runs: readonly Run[]): Member {
    const version = String(workload.generation);
    const id = `i-${hash(`${workload.name}#${workload.members.length}#${chance.hex(8)}`)}`;
    const { launchTemplate } = workload;
    const templateTags: Record<string, string> =
      launchTemplate === undefined
        ? {}
        : { 'aws:ec2launchtemplate:id': launchTemplate, 'aws:ec2launchtemplate:version': version };
    const instance = inventory.add({
      id,
      runs,
      imageId: imageOf(workload),
      tags: { ...workload.tags, ...templateTags },
      options: {
        httpTokens: workload.hardened ? 'required' : 'optional',
        httpEndpoint: workload.endpointDisabled ? 'disabled' : 'enabled',
        httpPutResponseHopLimit: workload.hopLimit,
      },
      ...(launchTemplate && { launchTemplate: { id: launchTemplate, version } }),
      ...(workload.managedBy && { operator: { principal: workload.managedBy } }),
    });
    const recorded = chance.chance(0.25) ? undefined : null;
    const fixed = workload.fixedAt !== undefined;
    const member = { instance, workload, generation: workload.generation, phase: chance.next(), fixed, recorded };
    workload.members.push(member);
    members.set(id, member);
    return member;
  }

  function call(member: Member, at = Date.now()): void {
    if (inventory.call(member.instance.id, at) !== 'rejected') return;
    rejections.push({ member, at });
    onRejected(member);
  }

  /** Sets the timers of the software that this start of the instance brings up. */
  function boot(member: Member): void {
    const { instance, workload, phase } = member;
    const { launchTime } = instance;
    const still = (): boolean => !member.fixed && sameRun(instance, launchTime, Date.now());
    const { use } = workload;
    if (use.kind === 'boot' && !member.fixed) {
      for (const at of callTimes(use, phase, { start: launchTime, end: Number.POSITIVE_INFINITY }, Date.now())) {
        queue.push(at, () => still() && call(member));
      }
    }
    if (use.kind !== 'every') return;
    const strike = (at: number): void => {
      if (!still()) return;
      call(member);
      queue.push(at + use.period, () => strike(at + use.period));
    };
    const first = nextCall(use.period, phase, Math.max(Date.now() + 1, launchTime + MINUTE));
    queue.push(first, () => strike(first));
  }

  /** What asks as it shuts down does so before anybody can see that it is going. */
  function shutDown(member: Member): void {
    const { instance, workload, fixed } = member;
    if (workload.use.kind === 'shutdown' && !fixed && runsAt(instance, Date.now()))
      call(member, Date.now() - BEFORE_END);
  }

  function announceRunning(member: Member): void {
    const at = Date.now() + RUNNING_AFTER;
    queue.push(at, () => {
      if (alive(member)) emit(events.running(member.instance, at), at);
    });
  }

  return {
    workloads,
    members,
    rejections,
    launches: (): number => launches,

    /** The fleet as it stands at the start, with the history that CloudWatch would still have. */
    populate(planned: readonly Planned[]): void {
      for (const { workload, size } of planned) {
        workloads.push(workload);
        for (let count = 0; count < size; count += 1) {
          const runs = pastRuns(workload, span.start, chance);
          const member = join(workload, runs);
          // What is required from the start has never answered them.
          for (const at of historyOf(member, runs, count, span.start)) inventory.call(member.instance.id, at);
          if (runs.at(-1)?.end === undefined) boot(member);
        }
        const { use } = workload;
        if (use.kind !== 'first-ever') continue;
        queue.push(use.at, () => {
          for (const member of living(workload)) {
            const at = use.at + Math.floor(member.phase * HOUR);
            queue.push(at, () => alive(member) && call(member));
          }
        });
      }
    },

    launch(workload: Workload, count: number, by: Launcher): Member[] {
      const at = Date.now();
      if (!workloads.includes(workload)) workloads.push(workload);
      const launched = Array.from({ length: count }, () => join(workload, [{ start: at }]));
      launches += count;
      const instances = launched.map(({ instance }) => instance);
      emit(events.launched(instances, by, at), at);
      for (const member of launched) {
        boot(member);
        announceRunning(member);
      }
      return launched;
    },

    terminate(member: Member): void {
      shutDown(member);
      inventory.terminate(member.instance.id, Date.now());
    },

    stop(member: Member): void {
      if (member.instance.runs.at(-1)?.end !== undefined) return;
      shutDown(member);
      inventory.stop(member.instance.id, Date.now());
    },

    start(member: Member): void {
      if (!alive(member) || member.instance.runs.at(-1)?.end === undefined) return;
      inventory.start(member.instance.id, Date.now());
      boot(member);
      announceRunning(member);
    },
  };
}
