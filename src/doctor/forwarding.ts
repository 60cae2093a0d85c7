import { about, type Finding } from './finding.ts';
import { expectedRules } from './rules.ts';
import { isSeen, type Seen } from './seen.ts';
import type { Stack } from './stack.ts';

/** The enabled rules by which a region hands its events to the one of the stack: they bear the names of the stack's own. */
export interface ForwardingFacts {
  readonly expected: readonly string[];
  readonly enabled: Seen<readonly string[]>;
}

/** The stack's rules that wait for events, by name. A rule of a bus that is not the default one has the bus in front. */
export const ruleNames = ({ resources }: Stack): readonly string[] =>
  [...resources.values()]
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .map(({ id }) => id.split('|').at(-1) ?? id);

export const eventRuleNames = (stack: Stack): readonly string[] =>
  ruleNames(stack).filter((name) =>
    expectedRules.some(({ suffix, sample }) => sample !== null && name.endsWith(`-${suffix}`)),
  );

/** What the rules begin with, all of them. */
export const prefixOf = (name: string): string =>
  name.slice(0, name.length - (expectedRules.find(({ suffix }) => name.endsWith(`-${suffix}`))?.suffix.length ?? 0));

export function examineForwarding({ expected, enabled }: ForwardingFacts, region: string): Finding {
  const { ok, warning, unknown } = about('forwarding', region);
  if (!isSeen(enabled)) return unknown('whether events are handed to the region of the stack', enabled);
  const missing = expected.filter((name) => !enabled.known.includes(name));
  if (missing.length === 0) return ok('All events are handed to the region of the stack.');
  const what = missing.length === expected.length ? 'No event is' : `Events of ${missing.join(', ')} are not`;
  return warning(
    `${what} handed to the region of the stack: the sweep finds every instance within six hours.`,
    'npm run deploy, which reaches every enabled region.',
  );
}
