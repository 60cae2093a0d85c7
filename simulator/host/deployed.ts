import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Happening, Queue } from '../world/queue.ts';
import type { Lambda } from './lambda.ts';
import type { Sweep } from './run.ts';
import { readStack, type Stack, type StackFunction } from './stack.ts';
import { resolveTemplate } from './template.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** As a deployment by the packaged configuration calls it. */
export const STACK_NAME = 'imdsv2-remediator-live';

export function packagedStack(root: string): Stack {
  const template = readFileSync(join(root, '.serverless/cloudformation-template-update-stack.json'), 'utf8');
  return readStack(resolveTemplate(template, { account: ACCOUNT, region: REGION, stackName: STACK_NAME }));
}

/** What CloudFormation tells of the stack; its function URLs are served by the embedded AWS. */
export const outputsAt = ({ outputs }: Stack, endpoint: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      value.replace(/^https:\/\/([\w-]+)\.lambda-url\.[^/]+/, `${endpoint}/function-url/$1`),
    ]),
  );

/** The functions with what Lambda and this run add to their environment. */
export function inRun(functions: Stack['functions'], endpoint: string): Stack['functions'] {
  const given = {
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_ENDPOINT_URL: endpoint,
    // Nobody reads the logs and metrics of a run, and standard output belongs to its summary.
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
  return functions.map((fn) => ({ ...fn, environment: { ...fn.environment, ...given, AWS_ACCESS_KEY_ID: keyOf(fn) } }));
}

/** A key for each function, such as `function.sweep`, so that its requests can be told from those of others. */
const keyOf = ({ handler }: StackFunction): string => FUNCTION_KEY + basename(handler, '.handler');
export const FUNCTION_KEY = 'function.';

const Swept = z.looseObject({ nextDueAt: z.string().nullable() });

/** A sweep that fails is simply followed by the next: its schedule is shorter than Lambda's retries. */
export function sweepOf({ schedules }: Stack, lambda: Lambda): Sweep {
  const [sweep] = schedules.flatMap(({ when, target }) => (when.kind === 'rate' ? [{ ...when, target }] : []));
  if (sweep === undefined) throw new Error('the packaged stack has no sweep');
  return {
    everyMs: sweep.everyMs,
    async run() {
      const answer = await lambda.invokeOnce(sweep.target, scheduledEvent());
      return Swept.safeParse(answer).data?.nextDueAt;
    },
  };
}

const WEEK = 7 * 24 * 3_600_000;

/** Invokes what runs once a week, from `start`, a Monday at midnight, on. */
export function beginWeekly({ schedules }: Stack, lambda: Lambda, queue: Queue<Happening>, start: number): void {
  for (const { when, target } of schedules) {
    if (when.kind !== 'weekly') continue;
    const again = (at: number): void =>
      queue.push(at, () => {
        again(at + WEEK);
        return lambda.invokeAsync(target, scheduledEvent());
      });
    again(start + when.afterMonday);
  }
}

const scheduledEvent = (): unknown => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000000',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: `${new Date().toISOString().slice(0, 19)}Z`,
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/sweep`],
  detail: {},
});

const Policy = z.looseObject({ grace: z.looseObject({ startsPerDay: z.number().default(25) }).prefault({}) });

/** As the deployed policy says; the only rule of it that a check needs. */
export const startsPerDay = ({ parameters }: Stack): number =>
  Policy.parse(parse(parameters[0]?.value ?? '') ?? {}).grace.startsPerDay;
