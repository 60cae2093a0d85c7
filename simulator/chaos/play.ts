import FakeTimers from '@sinonjs/fake-timers';
import { type Aws, startAws } from '../aws/server.ts';
import { packagedStack } from '../host/deployed.ts';
import { loaderOf } from '../host/lambda.ts';
import { makePlay } from '../host/run.ts';
import type { Stack } from '../host/stack.ts';
import { emptyRecords } from '../report/records.ts';
import { explainAll } from '../report/states.ts';
import { beginActivity } from '../world/activity.ts';
import { makeAsking } from '../world/asking.ts';
import type { Span } from '../world/fleet.ts';
import { createInventory, type Inventory } from '../world/inventory.ts';
import { makePeople } from '../world/people.ts';
import { type Happening, makeQueue } from '../world/queue.ts';
import { makeRandom } from '../world/random.ts';
import { DAY } from '../world/software.ts';
import type { Member, Workload } from '../world/workload.ts';
import { makeWorld } from '../world/world.ts';
import { deploy } from './account.ts';
import { makeDoors } from './doors.ts';
import type { Trial } from './draw.ts';
import { countedAfter, makeFaults, makeGaps } from './faults.ts';
import { makeHappenings } from './happenings.ts';
import { makeInvocations } from './invocations.ts';
import { makeTown } from './people.ts';
import { stuck, unexplained } from './rest.ts';
import { caseIdOf, type Scene } from './scene.ts';
import { makeSpectator, type Spectator } from './spectator.ts';
import type { Trouble } from './trouble.ts';
import { makeUpheavals } from './upheavals.ts';
import type { Violation } from './verdict.ts';

export interface Played {
  readonly violation: Violation | undefined;
  /** The latest lines of the trace that are about the violation. */
  readonly trace: readonly string[];
  readonly instanceDays: number;
  /** How often what is worth being tried really came about. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Lines of a trace that are worth reading. */
const MOST_LINES = 60;

/**
 * Plays one trial through the built functions, deployed anew. The SDK's waits between its own attempts, which are drawn
 * from Math.random, are cut to nothing.
 */
export async function play(trial: Trial, troubles: readonly Trouble[], root: string): Promise<Played> {
  const clock = FakeTimers.install({ now: trial.span.start, toFake: ['Date'] });
  const draw = Math.random;
  Math.random = () => 0;
  try {
    return await playIn(trial, troubles, { root, setTime: (at) => clock.setSystemTime(at) });
  } finally {
    Math.random = draw;
    clock.uninstall();
  }
}

interface Stage {
  readonly root: string;
  readonly setTime: (at: number) => void;
}

let deployments = 0;

async function playIn(trial: Trial, troubles: readonly Trouble[], { root, setTime }: Stage): Promise<Played> {
  deployments += 1;
  const stack = packagedStack(root);
  const inventory = createInventory();
  const gaps = makeGaps(troubles);
  const spectator = makeSpectator({ records: emptyRecords(), gaps });
  const invocations = makeInvocations(loaderOf(root, `?deployment=${deployments}`), trial.seed, spectator.next);
  spectator.follow(invocations);
  const aws = await startAws({ inventory, gaps, late: countedAfter, log: spectator.log, table: stack.tables[0] ?? {} });
  try {
    return await playAccount(trial, troubles, { root, stack, aws, inventory, spectator, invocations, setTime });
  } finally {
    await aws.close();
  }
}

interface Theatre extends Stage {
  readonly stack: Stack;
  readonly aws: Aws;
  readonly inventory: Inventory;
  readonly spectator: Spectator;
  readonly invocations: ReturnType<typeof makeInvocations>;
}

async function playAccount(trial: Trial, troubles: readonly Trouble[], theatre: Theatre): Promise<Played> {
  const { root, stack, aws, inventory, spectator, invocations, setTime } = theatre;
  const { span, calmFrom } = trial;
  const random = makeRandom(`play/${trial.seed}`);
  const queue = makeQueue<Happening>();
  const account = deploy(trial, troubles, { root, stack, aws, queue, random, invocations });
  const { lambda, bus, events, sweep } = account;
  const outside = { queue, events, emit: bus.emit };

  const { rejected: onRejected, fixed: onFixed, loosened, tightened } = spectator;
  const world = makeWorld({ ...outside, span, inventory, random: random.fork('world'), onRejected });
  const scene = spectator.open({ world, aws, rules: account.rules.inForce });
  const { ask } = makeDoors(lambda, random.fork('doors'), spectator.asked);
  const asking = makeAsking({ queue, random: random.fork('asking'), ask });
  const people = makePeople({ world, queue, random: random.fork('people'), onFixed });
  spectator.attend({ people, asking, ...outside });
  const town = makeTown({ ask, random: random.fork('town'), caseOf: (workload) => caseOf(scene, workload) });
  const upheavals = { ...outside, world, inventory, random: random.fork('upheavals'), loosened, tightened };
  const upheave = makeUpheavals(upheavals);
  const { workloads } = world;
  const { calendars } = aws;
  const { struck, before: asked } = spectator;
  const happenings = makeHappenings({ root, trial, account, calendars, queue, workloads, town, upheave, struck });
  const meanwhile = (what: Parameters<typeof happenings.meanwhile>[0]) =>
    happenings.meanwhile(what, random.between(0, 3));
  aws.faults = makeFaults(troubles, { invocations, struck, asked, meanwhile });

  world.populate(trial.fleet());
  beginActivity({ ...outside, span, world, random: random.fork('activity') });
  asking.begin(span.start, span.end);
  for (const trouble of troubles) queue.push(trouble.at, () => happenings.happen(trouble));
  for (let at = calmFrom; at < span.end; at += DAY) queue.push(at, happenings.comeToRest);
  const turns = <T>(what: () => Promise<T>): Promise<T> => what().finally(spectator.check);
  const playUntil = makePlay({ queue, start: span.start, setTime, sweep, invocations: lambda.attempts, turns });
  await spectator.untilViolated(() => playUntil(span.end));

  const violation = spectator.violation() ?? (await restless(scene, trial, { aws, stack }));
  return {
    violation,
    trace: violation === undefined ? [] : spectator.traceOf(violation, MOST_LINES),
    instanceDays: daysLived(world.members.values(), span),
    counts: spectator.counts(lambda),
  };
}

const caseOf = (scene: Scene, { members }: Workload): string | undefined =>
  members.map((member) => caseIdOf(scene, member)).find((id) => id !== undefined);

/** At the end of the calm nothing may be stuck, and everything stands where the facts explain it. */
async function restless(
  scene: Scene,
  trial: Trial,
  { aws, stack }: Pick<Theatre, 'aws' | 'stack'>,
): Promise<Violation | undefined> {
  const { end } = trial.span;
  const table = await aws.items(String(stack.tables[0]?.['TableName']));
  const explained = explainAll(scene.world.members.values(), scene.records, end);
  const [text] = [...stuck(table, end), ...unexplained(scene, trial, explained, end)];
  return text === undefined ? undefined : { invariant: 0, at: end, text };
}

function daysLived(members: Iterable<Member>, span: Span): number {
  let lived = 0;
  for (const { instance } of members)
    for (const { start, end = span.end } of instance.runs)
      lived += Math.max(0, Math.min(end, span.end) - Math.max(start, span.start));
  return lived / DAY;
}
