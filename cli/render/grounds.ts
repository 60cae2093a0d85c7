import { counted, listed, moment, percent } from '../../src/notices/words.ts';
import type { Shown } from '../../src/operators/answer.ts';
import { relative, when } from './words.ts';

/** What is known of the use of IMDSv1, with all that it rests on. */
export function evidenceText({ evidence, now }: Shown): string {
  if (evidence === null) return 'None was read yet.';
  const { state, reason, calls, lastUse, window, coverage, startSeen, from } = evidence;
  const parts = [
    reason === null ? state : `${state} (${reason.replaceAll('-', ' ')})`,
    `${counted(Math.round(calls), 'call')} between ${moment(window.start)} and ${moment(window.end)}`,
    lastUse === null ? 'none ever seen' : `the last in the hour from ${moment(lastUse)} on (${relative(lastUse, now)})`,
    coverage === null ? 'no hour could be expected yet' : `${percent(coverage)} of the hours have a point`,
    startSeen === null ? 'no start was seen' : `the latest start seen was ${when(startSeen, now)}`,
    `data of ${listed(from, 3)}`,
  ];
  return `${parts.join('; ')}.`;
}

/** The rules as policy.yml has them, a dotted name each. */
export function policyText(rules: Readonly<Record<string, unknown>>): string {
  const lines = flattened(rules, '');
  return lines.length === 0 ? 'every rule has its default' : lines.join(', ');
}

function flattened(rules: object, prefix: string): readonly string[] {
  return Object.entries(rules).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flattened(value, `${prefix}${name}.`)
      : [`${prefix}${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
}
