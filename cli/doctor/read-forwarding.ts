import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { eventRuleNames, type ForwardingFacts, prefixOf } from '../../src/doctor/forwarding.ts';
import type { Stack } from '../../src/doctor/stack.ts';
import { type Config, see } from './aws.ts';

/** Null where there is nothing to hand on: no stack, or its own region. */
export async function readForwarding(config: Config, stack: Stack | null): Promise<ForwardingFacts | null> {
  if (stack === null || stack.region === config.region) return null;
  const expected = eventRuleNames(stack);
  const [first] = expected;
  if (first === undefined) return null;
  const client = new EventBridgeClient(config);
  return { expected, enabled: await see('events:ListRules', () => listEnabled(client, prefixOf(first))) };
}

async function listEnabled(client: EventBridgeClient, NamePrefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListRulesCommand({ NamePrefix, ...(next !== undefined && { NextToken: next }) }),
    );
    for (const { Name = '', State = '' } of page.Rules ?? []) if (State.startsWith('ENABLED')) found.push(Name);
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}
