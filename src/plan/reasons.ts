import { MISSING } from '../decision/sentences.ts';
import type { Evidence, MemberUse } from '../domain/evidence.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { formatInstant, type Instant } from '../domain/time.ts';
import { isShortOfHops } from '../domain/workload.ts';
import type { UnknownReason } from '../evidence/judge.ts';
import { counted, listed, percent } from '../notices/words.ts';

const calls = (count: number): string => `${counted(Math.round(count), 'call')} without a token`;
const since = (lastUse: Instant | null): string =>
  lastUse === null ? '' : `, the last in the hour from ${formatInstant(lastUse)}`;

/** What an instance's own readings show for zero, and which start speaks for it. */
export function zeroText(
  { calls: count, lastUse, hours, start }: MemberUse,
  startRule: 'required' | 'preferred',
): string {
  const seen = hours.expected === 0 ? '' : ` in ${hours.seen} of ${hours.expected} hours`;
  const use =
    count > 0 ? `${calls(count)}${since(lastUse)}, which its owner has ended` : `No call without a token${seen}`;
  if (start.seen && start.calls === 0)
    return `${use}; none in the first hour after its start at ${formatInstant(start.at)}.`;
  return startRule === 'required'
    ? `${use}; none in the first hour after a start of the same software on another instance.`
    : `${use}; no start was seen, and policy does not ask for one.`;
}

export function usedText(use: MemberUse, facts: InstanceFacts, inWindow: boolean): string {
  const hops = isShortOfHops(facts)
    ? ' It is a container host with hop limit 1: containers reach IMDSv2 only at 2 or more.'
    : '';
  const text = inWindow
    ? `${calls(use.calls)}${since(use.lastUse)}`
    : `${calls(use.start.calls)} in the first hour after its start at ${formatInstant(use.start.at)}`;
  return `${text}.${hops}`;
}

/** Why an instance that shows no use has to wait with others. */
export const othersText = ({ calls: count, lastUse, from }: Evidence): string =>
  `No call of its own was seen, but ${listed(from, 2)} of its workload made ${calls(count)}${since(lastUse)}.`;

export function unknownText(reason: UnknownReason, use: MemberUse | null): string {
  const { seen, expected } = use?.hours ?? { seen: 0, expected: 0 };
  const share = reason === 'coverage' && expected > 0 ? ` (${seen} of ${expected}, ${percent(seen / expected)})` : '';
  return `No call was seen, but ${MISSING[reason]}${share}.`;
}
