import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Estate, Statement } from '../aws/estate.ts';
import { ACCOUNT, REGION, STACK_NAME } from './deployed.ts';
import { whenOf } from './stack.ts';
import { type Resolved, resolveTemplate } from './template.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Role = z.object({
  Policies: z
    .array(
      z.object({
        PolicyDocument: z.object({
          Statement: z.array(
            z.object({
              Effect: z.enum(['Allow', 'Deny']),
              Action: list,
              Resource: list,
              Condition: z
                .object({ 'ForAllValues:StringEquals': z.object({ 'dynamodb:LeadingKeys': z.array(z.string()) }) })
                .optional(),
            }),
          ),
        }),
      }),
    )
    .default([]),
});
const Rule = z.object({
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});
const Table = z.object({
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
});
const Fn = z.object({ Role: z.string() });
const Invoke = z.object({
  FunctionName: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
});
const Conditional = z.object({ Resources: z.record(z.string(), z.looseObject({ Condition: z.string().optional() })) });

/** Puts the packaged stack into an account, as far as somebody can look at it; nothing conditional is created. */
export function deployInto(estate: Estate, root: string): void {
  const template = readFileSync(join(root, '.serverless/cloudformation-template-update-stack.json'), 'utf8');
  const { Resources } = Conditional.parse(JSON.parse(template));
  const resources = resolveTemplate(template, { account: ACCOUNT, region: REGION, stackName: STACK_NAME }).filter(
    ({ id, type }) => type !== 'Output' && Resources[id]?.Condition === undefined,
  );
  estate.resources.set(
    STACK_NAME,
    resources.map((resource) => ({ logicalId: resource.id, type: resource.type, physicalId: physicalId(resource) })),
  );
  for (const resource of resources) put(resource, estate);
  for (const resource of resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig')) {
    const { FunctionName, DestinationConfig } = Invoke.parse(resource.properties);
    const queue = DestinationConfig.OnFailure?.Destination.split(':').at(-1);
    const fn = estate.functions.get(FunctionName);
    if (fn !== undefined && queue !== undefined) fn.onFailure = queue;
  }
  for (const { schedule, targets } of estate.rules.values()) {
    const when = schedule === undefined ? undefined : whenOf(schedule);
    const fn = estate.functions.get(targets[0]?.split(':').at(-1) ?? '');
    if (when?.kind === 'rate' && fn !== undefined) fn.everyMs = when.everyMs;
  }
}

/** Only what is read here is resolved: the others may use more of CloudFormation than is known. */
function put(resource: Resolved, estate: Estate): void {
  const { type, name, arn } = resource;
  switch (type) {
    case 'AWS::Lambda::Function':
      estate.functions.set(name, { role: Fn.parse(resource.properties).Role, state: 'Active' });
      break;
    case 'AWS::IAM::Role':
      estate.roles.set(arn, statementsOf(resource.properties));
      break;
    case 'AWS::Events::Rule': {
      const { State, EventPattern, ScheduleExpression, Targets } = Rule.parse(resource.properties);
      estate.rules.set(name, {
        state: State,
        ...(EventPattern !== undefined && { pattern: JSON.stringify(EventPattern) }),
        ...(ScheduleExpression !== undefined && { schedule: ScheduleExpression }),
        targets: Targets.map(({ Arn }) => Arn),
      });
      break;
    }
    case 'AWS::SQS::Queue':
      estate.queues.set(name, 0);
      break;
    case 'AWS::DynamoDB::Table': {
      const { PointInTimeRecoverySpecification: recovery, DeletionProtectionEnabled } = Table.parse(
        resource.properties,
      );
      estate.tables.set(name, {
        recovery: recovery?.PointInTimeRecoveryEnabled ?? false,
        isProtected: DeletionProtectionEnabled,
      });
      break;
    }
  }
}

const statementsOf = (properties: unknown): Statement[] =>
  Role.parse(properties).Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Effect, Action, Resource, Condition }) => ({
      ...{ effect: Effect, actions: Action, resources: Resource },
      ...(Condition && { partitions: Condition['ForAllValues:StringEquals']['dynamodb:LeadingKeys'] }),
    })),
  );

/** What `Ref` gives, which is what CloudFormation calls the resource. */
function physicalId({ type, name, arn }: Resolved): string {
  if (type === 'AWS::SNS::Topic') return arn;
  if (type === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
  return name;
}
