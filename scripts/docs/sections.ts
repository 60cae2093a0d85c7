import { rows } from '../../test/decision/table.ts';
import { permissions } from './permissions.ts';

type Cell = readonly string[] | 'any';

const cell = (match: Cell): string => (match === 'any' ? 'any' : match.join('; '));
const list = (items: readonly string[]): string => (items.length === 0 ? '–' : items.join(', '));

/** The decision table as the test runs it. */
const decisionTable = (): string =>
  [
    '| stance | evidence | exception | controls | becomes | hold | orders | because |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ stance, evidence, exception, controls, becomes, hold, orders, because }) =>
        `| ${cell(stance)} | ${cell(evidence)} | ${cell(exception)} | ${cell(controls)} | **${becomes}** | ${hold ?? '–'} | ${list(orders)} | ${because} |`,
    ),
  ].join('\n');

/** File → section → its content. */
export const generated: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': { 'decision table': decisionTable },
  'docs/permissions.md': { roles: permissions },
};
