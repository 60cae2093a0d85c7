/** Calls to AWS, counted on the embedded AWS: exact, and the same on every machine. */

import { readFile } from 'node:fs/promises';
import FakeTimers from '@sinonjs/fake-timers';
import type { Context } from 'aws-lambda';
import type { LogEntry } from '../simulator/aws/requests.ts';
import { startAws } from '../simulator/aws/server.ts';
import { createTopic } from '../simulator/aws/sns.ts';
import { packagedStack } from '../simulator/host/deployed.ts';
import { createInventory } from '../simulator/world/inventory.ts';
import { cloudwatchByRegion } from '../src/aws/clients.ts';
import { makeMetrics } from '../src/aws/cloudwatch.ts';
import { DAY, duration, HOUR, instant, type Window } from '../src/domain/time.ts';
import { startWindow, windowFor } from '../src/evidence/summarise.ts';
import type { Line } from './main.ts';

const NOW = Date.parse('2026-03-20T12:00:00Z');
const REGION = 'us-east-1';
/** The instance of events/cloudtrail-run-instances.json. */
const LAUNCHED = 'i-0a1b2c3d4e5f60718';
const idOf = (index: number): string => `i-${index.toString(16).padStart(17, '0')}`;

export async function countCalls(): Promise<readonly Line[]> {
  const clock = FakeTimers.install({ now: NOW, toFake: ['Date'] });
  const stack = packagedStack('.');
  const inventory = createInventory();
  const log: LogEntry[] = [];
  const aws = await startAws({ inventory, table: stack.tables[0] ?? {}, log: (entry) => log.push(entry) });
  try {
    for (const { arn } of stack.topics) aws.topics.set(arn, createTopic({ confirmed: 1 }));
    for (const { name, value } of stack.parameters) aws.parameters.set(name, value);
    Object.assign(process.env, stack.functions[0]?.environment, { AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: REGION });
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    for (let index = 0; index < 6000; index += 1) {
      inventory.add({ id: idOf(index), region: REGION, launchTime: NOW - 40 * DAY });
    }
    inventory.add({ id: LAUNCHED, region: REGION, launchTime: NOW - 60_000 });
    return [...(await judging(log)), ...(await launching(log))];
  } finally {
    await aws.close();
    clock.uninstall();
  }
}

async function judging(log: LogEntry[]): Promise<readonly Line[]> {
  const metrics = makeMetrics(cloudwatchByRegion());
  const callsFor = async (windows: readonly Window[]): Promise<number> => {
    log.length = 0;
    const queries = windows.map((window, index) => ({
      key: idOf(index),
      instanceId: idOf(index),
      metric: 'MetadataNoToken' as const,
      window,
    }));
    const answers = await metrics.hourly(REGION, queries);
    const unread = [...answers.values()].filter((answer) => 'unreadable' in answer).length;
    if (answers.size !== windows.length || unread > 0) throw new Error(`${unread} of ${windows.length} were not read`);
    return log.length;
  };
  const lines: Line[] = [];
  for (const count of [1, 300, 1000, 6000]) {
    lines.push({
      what: `GetMetricData calls to judge ${count} instances over 14 days`,
      is: await callsFor(Array.from({ length: count }, () => windowFor(instant(NOW), duration(14 * DAY)))),
      budget: Math.ceil(count / 300) + 1,
    });
  }
  for (const { starts, days } of [
    { starts: 4000, days: 7 },
    { starts: 4000, days: 365 },
  ]) {
    const each = (days * DAY) / starts;
    lines.push({
      what: `the same for the first hours of ${starts} starts in the ${days} days before these`,
      is: await callsFor(
        Array.from({ length: starts }, (_, index) => startWindow(instant(NOW - 14 * DAY - (index + 1) * each))),
      ),
      budget: leastForStarts(starts, days) + 1,
    });
  }
  return lines;
}

/**
 * A call has one span for all its queries, at most 500 of them and 100,800 hours in all: k calls over H hours that each
 * hold the S/k starts of their share ask for S/k × H/k hours a call (docs/adr/0013).
 */
const leastForStarts = (starts: number, days: number): number =>
  Math.ceil(Math.max(starts / 500, Math.sqrt((starts * days * DAY) / HOUR / 100_800)));

async function launching(log: LogEntry[]): Promise<readonly Line[]> {
  const { handler } = await import('../handlers/on-launch.ts');
  const invoke = async (file: string) => {
    log.length = 0;
    await handler(JSON.parse(await readFile(`events/${file}`, 'utf8')), contextOf());
    return {
      table: log.filter(({ service }) => service === 'dynamodb').length,
      others: log.filter(({ service }) => service !== 'dynamodb').length,
    };
  };
  const required = await invoke('cloudtrail-run-instances-required.json');
  const optional = await invoke('cloudtrail-run-instances.json');
  return [
    {
      what: 'AWS calls for a launch whose instances are all required',
      is: required.table + required.others,
      budget: 0,
    },
    { what: 'DynamoDB calls for a launch with one optional instance, no open case', is: optional.table, budget: 2 },
    { what: 'other AWS calls for it', is: optional.others, budget: 3 },
  ];
}

const contextOf = () =>
  ({ functionName: 'on-launch', awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 }) as unknown as Context;
