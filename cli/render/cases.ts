import type { Brief } from '../../src/domain/brief.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Cases } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { type Column, renderTable, type Tight } from './table.ts';
import { cell, heading } from './text.ts';
import { dated, STATE_STYLES } from './words.ts';

export function renderCases({ cases, matching, next, now }: Cases, look: Look): string {
  if (matching === 0) return 'No case matches.';
  const more = next === null ? '' : ', --limit shows more';
  const title = heading(`Cases (${cases.length} of ${matching}${more})`, look);
  return `${title}\n${renderTable(cases, caseColumns(now), look)}`;
}

export const caseColumns = (now: Instant): readonly Column<Brief>[] => [
  { title: 'STATE', cell: ({ state }) => state, style: ({ state }) => STATE_STYLES[state] },
  // That of a single instance stays whole: the next command is given it.
  { title: 'CASE', cell: ({ id }) => cell(id), least: 34 },
  { title: 'OWNER', cell: ({ owner }) => (owner === null ? '–' : cell(owner)), least: 8, spare: 4 },
  { title: 'UNTIL', cell: ({ until }, tight) => dated(until, now, tight), spare: 1 },
  { title: 'INSTANCES', cell: ({ census }) => String(liveOf(census)), right: true, spare: 6 },
  { title: 'EVIDENCE', cell: evidenceText, spare: 3 },
  { title: 'WAITS FOR', cell: waitsFor, least: 10, spare: 5 },
  { title: 'TICKET', cell: ({ ticket }) => (ticket === null ? '–' : cell(ticket)), spare: 7 },
];

const liveOf = ({ gone: _, ...here }: Brief['census']): number =>
  Object.values(here).reduce((sum, count) => sum + count, 0);

const evidenceText = ({ evidence, calls }: Brief, tight: Tight): string =>
  evidence === 'used' && tight < 2 ? `used, ${Math.round(calls)} calls` : (evidence ?? '–');

const waitsFor = ({ hold, because, state }: Brief): string =>
  hold?.replaceAll('-', ' ') ?? (state === 'blocked' && because !== null ? cell(because.replaceAll('-', ' ')) : '–');
