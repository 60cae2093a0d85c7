import { join } from 'node:path';
import type { Aws } from '../aws/server.ts';
import { createTopic, type Topic } from '../aws/sns.ts';
import { type Bus, makeBus } from '../host/bus.ts';
import { beginWeekly, inRun, sweepOf } from '../host/deployed.ts';
import { type EventMaker, makeEvents } from '../host/events.ts';
import { type Lambda, makeLambda } from '../host/lambda.ts';
import type { Sweep } from '../host/run.ts';
import type { Stack } from '../host/stack.ts';
import type { Happening, Queue } from '../world/queue.ts';
import type { Random } from '../world/random.ts';
import { MINUTE } from '../world/software.ts';
import type { Trial } from './draw.ts';
import type { Invocations } from './invocations.ts';
import { makeRules } from './rules.ts';
import type { Trouble } from './trouble.ts';

/** The packaged stack, deployed into the embedded AWS of one trial. */
export interface Account {
  readonly lambda: Lambda;
  readonly bus: Bus;
  readonly events: EventMaker;
  readonly sweep: Sweep;
  readonly topic: Topic;
  readonly rules: ReturnType<typeof makeRules>;
  /** Delivers the latest event once more. */
  readonly repeatEvent: () => Promise<void>;
}

export interface Land {
  readonly root: string;
  readonly stack: Stack;
  readonly aws: Aws;
  readonly queue: Queue<Happening>;
  readonly random: Random;
  readonly invocations: Invocations;
}

export function deploy(trial: Trial, troubles: readonly Trouble[], land: Land): Account {
  const { root, stack, aws, queue, random, invocations } = land;
  const topic = createTopic({ confirmed: 1 });
  for (const { arn } of stack.topics) aws.topics.set(arn, topic);
  const rules = makeRules(trial.policy, (text) => aws.parameters.set(stack.parameters[0]?.name ?? '', text));
  const lambda = makeLambda(inRun(stack.functions, aws.endpoint), {
    now: () => Date.now(),
    later: (at, what) => queue.push(at, what),
    random: random.fork('lambda'),
    load: invocations.load,
  });
  let latest = async (): Promise<void> => {};
  const bus = makeBus(stack.rules, {
    queue,
    random: random.fork('bus'),
    delays: delaysOf(trial, troubles),
    invoke: (arn, event) => {
      latest = () => lambda.invokeAsync(arn, event);
      return latest();
    },
  });
  beginWeekly(stack, lambda, queue, trial.span.start);
  return {
    lambda,
    bus,
    events: makeEvents(join(root, 'events'), random.fork('events')),
    sweep: sweepOf(stack, lambda),
    topic,
    rules,
    repeatEvent: () => latest(),
  };
}

/** Events are lost, doubled, late and out of order until the calm begins. */
function delaysOf({ calmFrom }: Trial, troubles: readonly Trouble[]): (random: Random) => readonly number[] {
  const unreliable = troubles.find((trouble) => trouble.kind === 'unreliable-events');
  return (random) => {
    const { lost, twice, late } =
      unreliable !== undefined && Date.now() < calmFrom ? unreliable : { lost: 0, twice: 0, late: MINUTE };
    const copies = random.chance(lost) ? 0 : random.chance(twice) ? 2 : 1;
    return Array.from({ length: copies }, () => random.between(2_000, late));
  };
}
