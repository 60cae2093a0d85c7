import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { LambdaWorld } from '../host/lambda.ts';
import type { StackFunction } from '../host/stack.ts';

/** One execution of a function, from its event to its answer or its death. */
export interface Invocation {
  readonly id: string;
  readonly function: string;
  /** The alias of a function URL by which it was called. */
  readonly door: string | undefined;
  /** Order among all that happens; invocations that began later have a higher one. */
  readonly began: number;
  /** Something went wrong for it, so that what it did may be done again. */
  troubled: boolean;
  dead: boolean;
  /** Instances of which CloudWatch did not answer it completely. */
  readonly spoilt: Set<string>;
  readonly die: (why: Error) => void;
}

export interface Invocations {
  /** Wraps the handlers, so that each of their requests says whose it is. */
  readonly load: LambdaWorld['load'];
  readonly get: (id: string | undefined) => Invocation | undefined;
  /** Runs something while an invocation waits for an answer, and gives it its environment back. */
  readonly during: (waiting: Invocation, work: () => Promise<unknown>) => Promise<void>;
}

export class CrashError extends Error {
  override readonly name = 'CrashError';
  constructor() {
    super('the function has crashed');
  }
}

const CREATED = 'http.client.request.created';
const HEADER = 'x-simulated-invocation';

interface Created {
  readonly request: { setHeader(name: string, value: string): void };
}
const isCreated = (message: unknown): message is Created =>
  typeof message === 'object' && message !== null && 'request' in message;

/** Which invocation is asking: one for all trials of a process, for a dead one may ask again while the next is played. */
const current = new AsyncLocalStorage<string>();
subscribe(CREATED, (message) => {
  const id = current.getStore();
  if (id !== undefined && isCreated(message)) message.request.setHeader(HEADER, id);
});

/** Tells invocations apart by a header on their requests, which no signature covers and no client knows of. */
export function makeInvocations(load: LambdaWorld['load'], trial: number, next: () => number): Invocations {
  const all = new Map<string, Invocation & { readonly of: StackFunction }>();

  return {
    load: async (fn) => {
      const handler = await load(fn);
      return (event, context) => {
        const began = next();
        const id = `${trial}/${fn.name}#${began}`;
        const death = Promise.withResolvers<never>();
        const die = (why: Error): void => death.reject(why);
        all.set(id, {
          id,
          function: fn.name,
          door: doorOf(context),
          began,
          troubled: false,
          dead: false,
          spoilt: new Set(),
          die,
          of: fn,
        });
        return current.run(id, () => Promise.race([handler(event, context), death.promise]));
      };
    },
    get: (id) => (id === undefined ? undefined : all.get(id)),
    async during(waiting, work) {
      await current.exit(work);
      const fn = all.get(waiting.id)?.of;
      // All functions share this process.
      if (fn !== undefined) Object.assign(process.env, fn.environment, { AWS_LAMBDA_FUNCTION_NAME: fn.name });
    },
  };
}

function doorOf(context: unknown): string | undefined {
  const arn =
    typeof context === 'object' && context !== null && 'invokedFunctionArn' in context
      ? context.invokedFunctionArn
      : '';
  return /:function:[^:]+:([\w-]+)$/.exec(String(arn))?.[1];
}
