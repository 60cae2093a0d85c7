import * as z from 'zod';
import { type Resolved, TemplateError } from './template.ts';

/** The parts of the packaged stack that a run needs. */
export interface Stack {
  readonly functions: readonly StackFunction[];
  readonly rules: readonly Rule[];
  readonly schedules: readonly Schedule[];
  readonly tables: readonly Record<string, unknown>[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly topics: readonly { readonly name: string; readonly arn: string }[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackFunction {
  readonly name: string;
  readonly arn: string;
  /** As in the template, such as `dist/sweep.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export interface Rule {
  readonly name: string;
  readonly pattern: unknown;
  readonly targets: readonly string[];
}

export interface Schedule {
  readonly when: When;
  readonly target: string;
}

/** Every so many milliseconds, or once a week (a length of time after Monday 0:00 UTC). */
export type When =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'weekly'; readonly afterMonday: number };

const FunctionProperties = z.object({
  Handler: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
});
const RuleProperties = z.object({
  State: z.string().default('ENABLED'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});
const ParameterProperties = z.object({ Value: z.string() });

export function readStack(resources: readonly Resolved[]): Stack {
  const ofType = (type: string): Resolved[] => resources.filter((resource) => resource.type === type);
  const events = ofType('AWS::Events::Rule')
    .map(({ name, properties }) => ({ name, ...RuleProperties.parse(properties) }))
    .filter(({ State }) => State !== 'DISABLED');
  return {
    functions: ofType('AWS::Lambda::Function').map(readFunction),
    rules: events
      .filter(({ EventPattern }) => EventPattern !== undefined)
      .map(({ name, EventPattern, Targets }) => ({
        name,
        pattern: EventPattern,
        targets: Targets.map(({ Arn }) => Arn),
      })),
    schedules: events.flatMap(({ ScheduleExpression, Targets }) =>
      ScheduleExpression === undefined
        ? []
        : Targets.map(({ Arn }) => ({ when: whenOf(ScheduleExpression), target: Arn })),
    ),
    tables: ofType('AWS::DynamoDB::Table').map(({ name, properties }) => ({ ...properties, TableName: name })),
    parameters: ofType('AWS::SSM::Parameter').map(({ name, properties }) => {
      const { Value } = ParameterProperties.parse(properties);
      return { name, value: Value };
    }),
    topics: ofType('AWS::SNS::Topic').map(({ name, arn }) => ({ name, arn })),
    outputs: Object.fromEntries(ofType('Output').map(({ id, properties }) => [id, String(properties['Value'])])),
  };
}

function readFunction({ name, arn, properties }: Resolved): StackFunction {
  const { Handler, Environment, Timeout, MemorySize } = FunctionProperties.parse(properties);
  return {
    name,
    arn,
    handler: Handler,
    environment: Environment.Variables,
    timeoutSeconds: Timeout,
    memoryMb: MemorySize,
  };
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** `rate(5 minutes)` and `cron(0 8 ? * MON *)`. @throws TemplateError for any other expression. */
export function whenOf(expression: string): When {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isFinite(everyMs)) return { kind: 'rate', everyMs };
  const [, minute, hour, day = ''] = /^cron\((\d+) (\d+) \? \* ([A-Z]{3}) \*\)$/.exec(expression) ?? [];
  if (!DAYS.includes(day)) throw new TemplateError(`not a schedule that is known here: ${expression}`);
  return { kind: 'weekly', afterMonday: ((DAYS.indexOf(day) * 24 + Number(hour)) * 60 + Number(minute)) * 60_000 };
}
