import type { Instant } from '../../src/domain/time.ts';
import type { MemberView } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { type Column, renderTable, type Tight } from './table.ts';
import { cell, type Style } from './text.ts';
import { dated } from './words.ts';

const PHASES: Readonly<Record<MemberView['phase'], Style>> = {
  optional: 'yellow',
  modifying: 'cyan',
  watched: 'cyan',
  secured: 'green',
  'rolled-back': 'red',
  gone: 'dim',
};

export const memberTable = (members: readonly MemberView[], now: Instant, look: Look): string =>
  renderTable(members, memberColumns(now), look);

const memberColumns = (now: Instant): readonly Column<MemberView>[] => [
  { title: 'INSTANCE', cell: ({ id }) => cell(id) },
  { title: 'NAME', cell: ({ name }) => (name === null ? '–' : cell(name)), least: 10, spare: 2 },
  { title: 'PHASE', cell: ({ phase }) => phase, style: ({ phase }) => PHASES[phase] },
  { title: 'EC2 SAYS', cell: optionsText, spare: 4 },
  { title: 'CALLS', cell: ({ calls }) => (calls === null ? '–' : String(Math.round(calls))), right: true, spare: 1 },
  { title: 'LAST CALL', cell: ({ lastUse }, tight) => dated(lastUse, now, tight), spare: 3 },
  { title: 'STARTED', cell: ({ launchedAt }, tight) => dated(launchedAt, now, tight), spare: 6 },
  { title: 'CHANGED', cell: ({ enforced }, tight) => dated(enforced?.at ?? null, now, tight), spare: 5 },
  { title: 'GROUND', cell: ({ enforced }) => enforced?.ground ?? '–', spare: 7 },
  {
    title: 'REFUSED',
    cell: ({ enforced }) => (enforced?.rejected == null ? '–' : String(Math.round(enforced.rejected))),
    right: true,
    spare: 8,
  },
];

function optionsText({ options }: MemberView, tight: Tight): string {
  if (options === null) return '–';
  if (options.endpoint === 'disabled') return 'disabled';
  const { tokens, hopLimit, state } = options;
  const more = [...(tight === 0 ? [`hop limit ${hopLimit}`] : []), ...(state === 'applied' ? [] : [state])];
  return [tokens, ...more].join(', ');
}
