import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createEstate } from '../../simulator/aws/estate.ts';
import { deployInto } from '../../simulator/host/estate.ts';
import { parts } from '../../src/doctor/parts.ts';
import { questionsAbout } from '../../src/doctor/roles.ts';
import { expectedRules } from '../../src/doctor/rules.ts';
import { resource, resourcesOf } from '../template/template.ts';
import { STACK } from './facts.ts';

const Statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat()),
});
const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
});

describe('what doctor expects of the stack', () => {
  test('are its functions, with their roles, logs and queues', () => {
    expect(parts.map(({ lambda }) => lambda).sort()).toEqual(
      resourcesOf('AWS::Lambda::Function')
        .map(([id]) => id)
        .sort(),
    );
    for (const { role, log, queue } of parts) {
      expect([resource(role).Type, resource(log).Type]).toEqual(['AWS::IAM::Role', 'AWS::Logs::LogGroup']);
      if (queue !== null) expect(resource(queue).Type).toBe('AWS::SQS::Queue');
    }
  });

  test.each(parts)('is that the role of $name may do what it may do by the template', ({ role, needs }) => {
    const allowed = Role.parse(resource(role).Properties)
      .Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => Action);
    expect([...new Set(needs.flatMap(({ actions }) => actions))].sort()).toEqual([...new Set(allowed)].sort());
  });

  test('are its rules, each with a sample where it waits for events', () => {
    const rules = resourcesOf('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    expect(expectedRules.map(({ suffix, sample }) => [`imdsv2-remediator-live-${suffix}`, sample !== null])).toEqual(
      rules.map(({ Name, EventPattern }) => [Name, EventPattern !== undefined]),
    );
  });

  test('is asked of IAM about the very resources of the stack', () => {
    const sweep = parts.filter(({ name }) => name === 'sweep');
    expect(sweep.flatMap((part) => questionsAbout(STACK, part)).map(({ arn }) => arn)).toEqual([
      '*',
      'arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0',
      'arn:aws:dynamodb:us-east-1:123456789012:table/cases-1',
      'arn:aws:sns:us-east-1:123456789012:notices-1',
      'arn:aws:ssm:us-east-1:123456789012:parameter/Policy',
      'arn:aws:ssm:us-east-1:123456789012:document/calendar',
      'arn:aws:ssm:us-east-1:123456789012:opsitem/oi-0123456789ab',
      '*',
      'arn:aws:logs:us-east-1:123456789012:log-group:SweepLogGroup:log-stream:doctor',
      'arn:aws:sqs:us-east-1:123456789012:failures-1',
      'arn:aws:dynamodb:us-east-1:123456789012:table/cases-1/index/due',
      '*',
    ]);
  });

  test('stands in the embedded account as the template has it, without what is optional', () => {
    const estate = createEstate('us-east-1');
    deployInto(estate, process.cwd());
    const [resources = []] = [...estate.resources.values()];
    expect(resources.filter(({ type }) => type.startsWith('AWS::Chatbot'))).toEqual([]);
    expect(estate.functions.get('imdsv2-remediator-live-sweep')).toMatchObject({
      everyMs: 300_000,
      onFailure: 'imdsv2-remediator-live-SweepFailures',
    });
  });
});
