import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import loosened from '../../events/cloudtrail-modify-metadata-options.json' with { type: 'json' };
import launched from '../../events/cloudtrail-run-instances.json' with { type: 'json' };
import judged from '../../events/config-compliance-non-compliant.json' with { type: 'json' };
import started from '../../events/ec2-state-change-running.json' with { type: 'json' };
import found from '../../events/security-hub-ec2-8-failed.json' with { type: 'json' };
import { ruleNames } from '../../src/doctor/forwarding.ts';
import { type Expected, expectedRules, type Rule, type RuleFacts } from '../../src/doctor/rules.ts';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import type { Stack } from '../../src/doctor/stack.ts';
import { type Config, see, seeOrNone } from './aws.ts';

const SAMPLES: Readonly<Record<string, unknown>> = {
  'cloudtrail-run-instances': launched,
  'cloudtrail-modify-metadata-options': loosened,
  'config-compliance-non-compliant': judged,
  'ec2-state-change-running': started,
  'security-hub-ec2-8-failed': found,
};

export function readRules(config: Config, stack: Stack): Promise<readonly RuleFacts[]> {
  const client = new EventBridgeClient(config);
  return Promise.all(expectedRules.map((expected) => readRule(client, expected, stack)));
}

async function readRule(client: EventBridgeClient, expected: Expected, stack: Stack): Promise<RuleFacts> {
  const name = nameOf(expected, stack);
  if (name === null) return { expected, name: expected.suffix, rule: { known: null } };
  const described = await seeOrNone(
    'events:DescribeRule',
    () => client.send(new DescribeRuleCommand({ Name: name })),
    /^ResourceNotFoundException$/,
  );
  if (!isSeen(described)) return { expected, name, rule: described };
  if (described.known === null) return { expected, name, rule: { known: null } };
  const { State = '', EventPattern } = described.known;
  const rule: Rule = {
    state: State,
    reaches: await reaches(client, name, stack.resources.get(expected.lambda)?.id),
    matches: expected.sample === null ? null : await matches(client, EventPattern, expected.sample),
  };
  return { expected, name, rule: { known: rule } };
}

const nameOf = ({ suffix }: Expected, stack: Stack): string | null =>
  ruleNames(stack).find((name) => name.endsWith(`-${suffix}`)) ?? null;

const reaches = (client: EventBridgeClient, Rule: string, lambda: string | undefined): Promise<Seen<boolean>> =>
  see('events:ListTargetsByRule', async () => {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule }));
    return lambda !== undefined && Targets.some(({ Arn = '' }) => Arn.endsWith(`:function:${lambda}`));
  });

async function matches(client: EventBridgeClient, pattern: string | undefined, sample: string): Promise<Seen<boolean>> {
  if (pattern === undefined) return { known: false };
  return see('events:TestEventPattern', async () => {
    const Event = JSON.stringify(SAMPLES[sample]);
    const { Result = false } = await client.send(new TestEventPatternCommand({ EventPattern: pattern, Event }));
    return Result;
  });
}
