import type { EventMaker } from '../host/events.ts';
import { type Span, workloadOf } from './fleet.ts';
import type { Happening, Queue } from './queue.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, MINUTE } from './software.ts';
import { alive, living, type Workload } from './workload.ts';
import type { World } from './world.ts';

export interface Activity {
  readonly world: World;
  readonly queue: Queue<Happening>;
  readonly events: EventMaker;
  readonly emit: (event: unknown, at: number) => void;
  readonly random: Random;
  readonly span: Span;
}

/** What happens in an account day by day without anybody asking the product. */
export function beginActivity(activity: Activity): void {
  const { world, random, span } = activity;
  for (const workload of [...world.workloads]) {
    const own = random.fork(workload.name);
    switch (workload.kind) {
      case 'auto-scaling':
      case 'node-group':
        if (workload.scales) scale(activity, workload, own);
        replace(activity, workload, own);
        break;
      case 'nightly':
        everyDay(activity, 8 * HOUR, () => workload.members.map(world.start));
        everyDay(activity, 20 * HOUR, () => workload.members.map(world.stop));
        break;
      case 'single':
      case 'template':
        if (own.chance(0.2)) restart(activity, workload, own);
        break;
      case 'runner':
      case 'stopped':
        break;
    }
  }
  runners(activity, random.fork('runners'));
  everyDay(activity, 6 * HOUR, () => record(activity));
  findings(activity, random.fork('findings'), span);
}

function everyDay({ queue, span }: Activity, at: number, what: (day: number) => void): void {
  for (let day = 0, next = span.start + at; next < span.end; day += 1, next += DAY) queue.push(next, () => what(day));
}

/** Mondays to Fridays: the run begins on a Monday. */
const isWorkday = (day: number): boolean => day % 7 < 5;

function scale(activity: Activity, workload: Workload, random: Random): void {
  const { world } = activity;
  const base = workload.members.length;
  everyDay(activity, 7 * HOUR + random.between(0, 10) * MINUTE, (day) => {
    if (isWorkday(day)) world.launch(workload, 1, 'auto-scaling');
  });
  everyDay(activity, 19 * HOUR + random.between(0, 10) * MINUTE, () => {
    const members = living(workload);
    const surplus = members.length - base;
    // Auto Scaling's default policy can pick any member of the fullest zone: now and then an old one goes.
    if (surplus > 0)
      for (const member of random.chance(0.2) ? members.slice(0, 1) : members.slice(-1)) world.terminate(member);
  });
}

function replace({ world, queue, span }: Activity, workload: Workload, random: Random): void {
  const again = (at: number): void => {
    // The days before the start are played nowhere.
    const missed = Math.max(0, Math.ceil((span.start - at) / workload.replacedEvery) - 1);
    const next = at + (missed + 1) * workload.replacedEvery;
    if (next >= span.end) return;
    queue.push(next, () => {
      const members = living(workload);
      if (members.length === 0) return;
      world.terminate(random.pick(members));
      queue.push(next + MINUTE, () => {
        world.launch(workload, 1, 'auto-scaling');
      });
      again(next);
    });
  };
  // Members are refreshed at any hour; here at ten, so that launches come in bursts as deployments do.
  again(span.start + 10 * HOUR - random.between(0, 6) * DAY);
}

function restart({ world, queue, span }: Activity, workload: Workload, random: Random): void {
  const days = (span.end - span.start) / DAY;
  const at = span.start + Math.floor(random.next() * days) * DAY + 22 * HOUR;
  queue.push(at, () => workload.members.map(world.stop));
  queue.push(at + 5 * MINUTE, () => workload.members.map(world.start));
}

/** Build machines that somebody's pipeline starts and ends within the day, each a workload of its own. */
function runners(activity: Activity, random: Random): void {
  const { world, queue } = activity;
  const aDay = Math.max(1, Math.round(world.members.size / 150));
  let built = 0;
  everyDay(activity, 9 * HOUR, (day) => {
    if (!isWorkday(day)) return;
    for (let count = 0; count < aDay; count += 1) {
      const use = random.chance(0.5) ? { kind: 'boot' as const } : { kind: 'none' as const };
      const workload = workloadOf({ kind: 'runner', size: 1, use }, 100_000 + built, random);
      built += 1;
      const from = Date.now() + random.between(0, 2) * 3 * HOUR;
      queue.push(from, () => {
        const [member] = world.launch(workload, 1, 'person');
        queue.push(from + random.between(60, 360) * MINUTE, () => {
          if (member !== undefined) world.terminate(member);
        });
      });
    }
  });
}

/** AWS Config with a daily recorder: it speaks when its verdict changes. */
function record({ world, events, emit }: Activity): void {
  const at = Date.now();
  for (const member of world.members.values()) {
    if (member.recorded === null || !alive(member)) continue;
    const verdict = member.instance.options.httpTokens === 'required' ? 'COMPLIANT' : 'NON_COMPLIANT';
    if (verdict !== (member.recorded ?? 'COMPLIANT')) emit(events.compliance(member.instance, verdict, at), at);
    member.recorded = verdict;
  }
}

function findings({ world, queue, events, emit }: Activity, random: Random, span: Span): void {
  for (const member of world.members.values()) {
    if (!random.chance(0.03)) continue;
    const at = span.start + random.between(1, 20) * DAY + 5 * HOUR;
    queue.push(at, () => {
      if (alive(member) && member.instance.options.httpTokens === 'optional')
        emit(events.finding(member.instance, at), at);
    });
  }
}
