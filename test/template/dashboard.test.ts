import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { workloadsIn } from '../../src/count-fleet.ts';
import { resource, resourcesOf } from './template.ts';

const Rendering = z.looseObject({ expression: z.string().optional() });
const Widget = z.looseObject({
  type: z.enum(['metric', 'alarm']),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  properties: z.looseObject({
    title: z.string(),
    region: z.string().optional(),
    metrics: z.array(z.array(z.union([z.string(), Rendering]))).default([]),
    alarms: z.array(z.string()).default([]),
  }),
});
const { 'Fn::Sub': text } = z
  .object({ 'Fn::Sub': z.string() })
  .parse(resource('Dashboard').Properties['DashboardBody']);
const { widgets } = z.strictObject({ widgets: z.array(Widget) }).parse(JSON.parse(text));
const metrics = widgets.flatMap(({ properties }) => properties.metrics);

const isText = (part: unknown): part is string => typeof part === 'string';
const named = metrics.map((parts) => parts.filter(isText)).filter(({ length }) => length > 0);
const expressions = metrics.flat().flatMap((part) => (isText(part) ? [] : (part.expression ?? [])));

/** Every name that is counted anywhere in the functions' sources. */
const counted = new Set([
  ...readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(`src/${file}`, 'utf8').matchAll(/\.count\('(\w+)'/g)].flatMap(([, name]) => name ?? []),
    ),
  ...Object.values(workloadsIn),
]);

const logicalIdsOf = (type: string): string[] => resourcesOf(type).map(([id]) => id);

describe('the dashboard', () => {
  test('shows no metric of our own that nobody writes', () => {
    const own = named.filter(([namespace]) => namespace === 'imdsv2-remediator');
    expect(own.length).toBeGreaterThan(10);
    for (const [, name, ...dimensions] of own) {
      expect([...counted]).toContain(name);
      expect(dimensions).toEqual(['service', 'imdsv2-remediator']);
    }
  });

  test('shows where the fleet stands, state by state', () => {
    expect(named.map(([, name]) => name)).toEqual(expect.arrayContaining(Object.values(workloadsIn)));
  });

  test('shows the health of every function and of every queue', () => {
    const [functions, queues] = [logicalIdsOf('AWS::Lambda::Function'), logicalIdsOf('AWS::SQS::Queue')];
    for (const metric of ['Errors', 'Throttles', 'Duration']) {
      const of = named.filter(([, name]) => name === metric);
      expect(of).toEqual(functions.map((id) => ['AWS/Lambda', metric, 'FunctionName', `\${${id}}`]));
    }
    expect(named.filter(([namespace]) => namespace === 'AWS/SQS')).toEqual(
      queues.map((id) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', `\${${id}.QueueName}`]),
    );
  });

  test('shows every alarm', () => {
    expect(widgets.flatMap(({ properties }) => properties.alarms)).toEqual(
      logicalIdsOf('AWS::CloudWatch::Alarm').map((id) => `\${${id}.Arn}`),
    );
  });

  test('looks for IMDSv1 calls, and rejected ones, over all instances, in searches that CloudWatch takes', () => {
    for (const metric of ['MetadataNoToken', 'MetadataNoTokenRejected'])
      expect(expressions).toContainEqual(
        expect.stringContaining(`SEARCH('{AWS/EC2,InstanceId} MetricName="${metric}"'`),
      );
    for (const expression of expressions) expect(expression.length).toBeLessThanOrEqual(1024);
  });

  test('has no two widgets in one place, and is no wider than the grid', () => {
    const taken = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  test('names what the template holds and nothing else', () => {
    for (const [, name = ''] of text.matchAll(/\$\{([^}]+)\}/g)) {
      if (name !== 'AWS::Region') expect(() => resource(name.split('.')[0] ?? '')).not.toThrow();
    }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    for (const { type, properties } of widgets) if (type === 'metric') expect(properties.region).toBe('${AWS::Region}');
  });

  test('leads to docs/alarms.md, which knows every alarm and every metric of our own', () => {
    const known = new Set(readFileSync('docs/alarms.md', 'utf8').match(/\w+/g));
    for (const name of [...logicalIdsOf('AWS::CloudWatch::Alarm'), ...counted]) expect([...known]).toContain(name);
  });
});
