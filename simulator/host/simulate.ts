import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import type { InvokeUrl } from '../aws/function-url.ts';
import type { LogEntry, Observed } from '../aws/requests.ts';
import { type Aws, startAws } from '../aws/server.ts';
import { createTopic } from '../aws/sns.ts';
import { emptyRecords } from '../report/records.ts';
import { explainAll } from '../report/states.ts';
import { type Summary, summarise } from '../report/summary.ts';
import type { Timeline } from '../report/timeline.ts';
import { beginActivity } from '../world/activity.ts';
import { makeAsking } from '../world/asking.ts';
import { planFleet } from '../world/fleet.ts';
import { createInventory, type Inventory } from '../world/inventory.ts';
import { makePeople } from '../world/people.ts';
import { type Happening, makeQueue } from '../world/queue.ts';
import { makeRandom } from '../world/random.ts';
import { DAY } from '../world/software.ts';
import { makeWorld } from '../world/world.ts';
import { makeBus } from './bus.ts';
import { beginWeekly, inRun, outputsAt, packagedStack, STACK_NAME, startsPerDay, sweepOf } from './deployed.ts';
import { askThrough, YOU } from './doors.ts';
import { deployInto } from './estate.ts';
import { makeEvents } from './events.ts';
import { type FailedInvocation, loaderOf, makeLambda } from './lambda.ts';
import { hear } from './listen.ts';
import { goOn, type Live } from './live.ts';
import { makePlay } from './run.ts';
import type { Stack } from './stack.ts';
import { makeTurns, type Turns } from './turns.ts';

export interface Options {
  readonly instances: number;
  readonly days: number;
  readonly seed: number;
  /** Folder with the packaged template, the built functions and the sample events. */
  readonly root: string;
  /** Goes on after the days, at a pace that people can follow. */
  readonly live?: Live;
  /** Told of every request to the embedded AWS. */
  readonly observe?: (request: Observed) => void;
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
  const ears: Ears = { hear: () => {}, invokeUrl: async () => undefined, failure: undefined };
  // What goes wrong while listening is the simulation's own fault: the product's request is answered all the same.
  const log = (entry: LogEntry): void => {
    try {
      ears.hear(entry);
    } catch (error) {
      ears.failure ??= error;
    }
  };
  const turns = makeTurns();
  const invoke: InvokeUrl = (alias, event) => turns(() => ears.invokeUrl(alias, event));
  const functionUrls = { callers: [YOU], invoke };
  const observe = options.observe ?? (() => {});
  const aws = await startAws({ inventory, log, observe, functionUrls, table: stack.tables[0] ?? {} });
  try {
    for (const { arn } of stack.topics) aws.topics.set(arn, createTopic({ confirmed: 1 }));
    for (const { name, value } of stack.parameters) aws.parameters.set(name, value);
    aws.stacks.set(STACK_NAME, outputsAt(stack, aws.endpoint));
    deployInto(aws.estate, options.root);
    const setTime = (at: number): void => {
      if (ears.failure !== undefined) throw ears.failure;
      clock.setSystemTime(at);
      timeline.at(at);
    };
    return await playAccount(options, { stack, inventory, aws, timeline, setTime, ears, turns });
  } finally {
    await aws.close();
    clock.uninstall();
  }
}

/** What the embedded AWS tells and asks; the run takes it up once it stands. */
interface Ears {
  hear: (entry: LogEntry) => void;
  invokeUrl: InvokeUrl;
  failure: unknown;
}

interface Stage {
  readonly stack: Stack;
  readonly inventory: Inventory;
  readonly aws: Aws;
  readonly timeline: Timeline;
  readonly setTime: (at: number) => void;
  readonly ears: Ears;
  readonly turns: Turns;
}

/** A year of which nobody sees the end. */
const LIVE_DAYS = 365;
/** In the last days what is asked is left to whoever takes over. */
const LEFT_TO_YOU = 6 * DAY;

async function playAccount({ instances, days, seed, root, live }: Options, stage: Stage): Promise<Played> {
  const { stack, inventory, aws, timeline, setTime, ears, turns } = stage;
  const span = { start: START, end: START + days * DAY };
  const whole = live === undefined ? span : { ...span, end: span.end + LIVE_DAYS * DAY };
  const random = makeRandom(seed);
  const queue = makeQueue<Happening>();
  const records = emptyRecords();
  const lambda = makeLambda(inRun(stack.functions, aws.endpoint), {
    now: () => Date.now(),
    later: (at, what) => queue.push(at, what),
    random: random.fork('lambda'),
    load: loaderOf(root),
  });
  ears.invokeUrl = lambda.invokeUrl;
  aws.estate.failures = () => lambda.onFailure.map((failed) => failed.function);
  const bus = makeBus(stack.rules, { queue, random: random.fork('bus'), invoke: lambda.invokeAsync });
  const outside = { queue, events: makeEvents(join(root, 'events'), random.fork('events')), emit: bus.emit };
  const world = makeWorld({ ...outside, span, inventory, random: random.fork('world'), onRejected: timeline.refused });
  const people = makePeople({ world, queue, random: random.fork('people'), onFixed: timeline.fixed });
  const ask = askThrough(lambda.invokeUrl, random.fork('doors'));
  const asking = makeAsking({ queue, random: random.fork('asking'), ask });
  ears.hear = (entry) => hear(entry, { records, world, people, asking, timeline, aws, ...outside });

  world.populate(planFleet(instances, span, random.fork('fleet')));
  beginActivity({ ...outside, span: whole, world, random: random.fork('activity') });
  beginWeekly(stack, lambda, queue, span.start);
  asking.begin(span.start, live === undefined ? span.end : span.end - LEFT_TO_YOU);
  const existing = world.members.size;
  timeline.deployed(existing, world.workloads.length);
  const sweep = sweepOf(stack, lambda);
  const playUntil = makePlay({ queue, start: span.start, setTime, sweep, invocations: lambda.attempts, turns });
  await playUntil(span.end);
  if (live !== undefined) await goOn(live, { endpoint: aws.endpoint, end: whole.end, playUntil, turns });
  timeline.close();

  const { members, rejections } = world;
  const { onFailure, errors } = lambda;
  const counted = { seed, days, instances: existing, launched: world.launches(), events: bus.delivered() };
  const end = Date.now();
  const outcome = {
    start: span.start,
    end,
    members,
    records,
    explained: explainAll(members.values(), records, end),
    startsPerDay: startsPerDay(stack),
  };
  const truth = { start: span.start, members, rejections, grants: asking.grants };
  return { summary: summarise({ ...counted, failedInvocations: onFailure.length }, truth, outcome), errors, onFailure };
}
