import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import type { LogEntry } from '../aws/requests.ts';
import { type Aws, startAws } from '../aws/server.ts';
import { createTopic } from '../aws/sns.ts';
import { emptyRecords, file, fileNotice, type Records } from '../report/records.ts';
import { explainAll } from '../report/states.ts';
import { type Summary, summarise } from '../report/summary.ts';
import type { Timeline } from '../report/timeline.ts';
import { beginActivity } from '../world/activity.ts';
import { planFleet } from '../world/fleet.ts';
import { createInventory, type Inventory } from '../world/inventory.ts';
import { makePeople, type People } from '../world/people.ts';
import { type Happening, makeQueue } from '../world/queue.ts';
import { makeRandom } from '../world/random.ts';
import { DAY } from '../world/software.ts';
import { makeWorld, type World } from '../world/world.ts';
import { makeBus } from './bus.ts';
import { inRun, packagedStack, startsPerDay, sweepOf } from './deployed.ts';
import { makeEvents } from './events.ts';
import { type FailedInvocation, loaderOf, makeLambda } from './lambda.ts';
import { play } from './run.ts';
import type { Stack } from './stack.ts';

export interface Options {
  readonly instances: number;
  readonly days: number;
  readonly seed: number;
  /** Folder with the packaged template, the built functions and the sample events. */
  readonly root: string;
}

export interface Played {
  readonly summary: Summary;
  /** Attempts of functions that ended in an error, with those that a retry made good. */
  readonly errors: readonly FailedInvocation[];
  readonly onFailure: readonly FailedInvocation[];
}

/** A Monday. */
export const START = Date.parse('2026-03-02T00:00:00Z');

/** Plays the account from the deployment of the packaged stack to the end, and says what came of it. */
export async function simulate(options: Options, timeline: Timeline): Promise<Played> {
  const clock = FakeTimers.install({ now: START, toFake: ['Date'] });
  const stack = packagedStack(options.root);
  const inventory = createInventory();
  const ears: Ears = { hear: () => {}, failure: undefined };
  // What goes wrong while listening is the simulation's own fault: the product's request is answered all the same.
  const log = (entry: LogEntry): void => {
    try {
      ears.hear(entry);
    } catch (error) {
      ears.failure ??= error;
    }
  };
  const aws = await startAws({ inventory, log, table: stack.tables[0] ?? {} });
  try {
    for (const { arn } of stack.topics) aws.topics.set(arn, createTopic({ confirmed: 1 }));
    for (const { name, value } of stack.parameters) aws.parameters.set(name, value);
    const setTime = (at: number): void => {
      if (ears.failure !== undefined) throw ears.failure;
      clock.setSystemTime(at);
      timeline.at(at);
    };
    return await playAccount(options, { stack, inventory, aws, timeline, setTime, ears });
  } finally {
    await aws.close();
    clock.uninstall();
  }
}

interface Ears {
  hear: (entry: LogEntry) => void;
  failure: unknown;
}

interface Stage {
  readonly stack: Stack;
  readonly inventory: Inventory;
  readonly aws: Aws;
  readonly timeline: Timeline;
  readonly setTime: (at: number) => void;
  readonly ears: Ears;
}

async function playAccount({ instances, days, seed, root }: Options, stage: Stage): Promise<Played> {
  const { stack, inventory, aws, timeline, setTime, ears } = stage;
  const span = { start: START, end: START + days * DAY };
  const random = makeRandom(seed);
  const queue = makeQueue<Happening>();
  const records = emptyRecords();
  const lambda = makeLambda(inRun(stack.functions, aws.endpoint), {
    now: () => Date.now(),
    later: (at, what) => queue.push(at, what),
    random: random.fork('lambda'),
    load: loaderOf(root),
  });
  const bus = makeBus(stack.rules, { queue, random: random.fork('bus'), invoke: lambda.invokeAsync });
  const outside = { queue, events: makeEvents(join(root, 'events'), random.fork('events')), emit: bus.emit, span };
  const world = makeWorld({ ...outside, inventory, random: random.fork('world'), onRejected: timeline.refused });
  const people = makePeople({ world, queue, random: random.fork('people'), onFixed: timeline.fixed });
  ears.hear = (entry) => hear(entry, { records, world, people, timeline, aws });

  world.populate(planFleet(instances, span, random.fork('fleet')));
  beginActivity({ ...outside, world, random: random.fork('activity') });
  const existing = world.members.size;
  timeline.deployed(existing, world.workloads.length);
  await play({ queue, ...span, setTime, sweep: sweepOf(stack, lambda), invocations: lambda.attempts });
  timeline.close();

  const { members, rejections } = world;
  const { onFailure, errors } = lambda;
  const counted = { seed, days, instances: existing, launched: world.launches(), events: bus.delivered() };
  const outcome = {
    ...span,
    members,
    records,
    explained: explainAll(members.values(), records, span.end),
    startsPerDay: startsPerDay(stack),
  };
  const truth = { start: span.start, members, rejections };
  return { summary: summarise({ ...counted, failedInvocations: onFailure.length }, truth, outcome), errors, onFailure };
}

interface Listeners {
  readonly records: Records;
  readonly world: World;
  readonly people: People;
  readonly timeline: Timeline;
  readonly aws: Aws;
}

/** Files what the product does, and lets people and the timeline know. */
function hear(entry: LogEntry, { records, world, people, timeline, aws }: Listeners): void {
  const changesBefore = records.changes.length;
  file(records, entry);
  const change = records.changes.length > changesBefore ? records.changes.at(-1) : undefined;
  const member = change && world.members.get(change.instanceId);
  if (change !== undefined && member !== undefined) timeline.changed(change, member);
  if (entry.action !== 'Publish' || entry.error !== undefined) return;
  const body = aws.topics.get(String(entry.params['TopicArn']))?.messages.at(-1)?.bodies['sqs'];
  if (body === undefined) throw new Error('a notice without a body for queues');
  const notice = fileNotice(records, body, entry.at);
  const workload = world.members.get(notice.instanceIds[0] ?? '')?.workload;
  timeline.noticed(notice, workload);
  if (notice.occasion === 'grace-started' && workload !== undefined) people.told(workload);
}
