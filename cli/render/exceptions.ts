import type { Exception } from '../../src/domain/permission.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Exceptions, ExceptionView } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { type Column, renderTable } from './table.ts';
import { cell, heading, type Style } from './text.ts';
import { askedBy, dated, scopeText, whoText } from './words.ts';

export const renderExceptions = ({ exceptions, now }: Exceptions, look: Look): string =>
  exceptions.length === 0 ? 'There are no such exceptions.' : exceptionTable('Exceptions', exceptions, now, look);

export const exceptionTable = (title: string, exceptions: readonly ExceptionView[], now: Instant, look: Look): string =>
  `${heading(title, look)}\n${renderTable(exceptions, exceptionColumns(now), look)}`;

const STYLES: Readonly<Record<ExceptionView['standing'], Style>> = {
  pending: 'yellow',
  active: 'green',
  denied: 'red',
  revoked: 'dim',
  expired: 'dim',
};

const exceptionColumns = (now: Instant): readonly Column<ExceptionView>[] => [
  // Whole, whatever else has to go: it is what the next command is given.
  { title: 'EXCEPTION', cell: ({ exception }) => cell(exception.id) },
  { title: 'STANDING', cell: ({ standing }) => standing, style: ({ standing }) => STYLES[standing] },
  { title: 'FOR', cell: ({ exception }) => scopeText(exception.scope), least: 20, spare: 1 },
  { title: 'UNTIL', cell: ({ exception }, tight) => dated(exception.until, now, tight), spare: 2 },
  { title: 'OWNER', cell: ({ exception }) => cell(exception.owner), least: 8, spare: 4 },
  { title: 'ASKED BY', cell: ({ exception }) => askedBy(exception), least: 12, spare: 5 },
  { title: 'DECIDED', cell: ({ exception }) => decidedText(exception), least: 16, spare: 6 },
  { title: 'REASON', cell: ({ exception }) => cell(exception.reason), least: 12, spare: 3 },
];

const DEEDS = { approve: 'approved', deny: 'denied', revoke: 'revoked' } as const;

/** The latest that an operator did: why something was denied matters to the one who asked. */
function decidedText({ history }: Exception): string {
  const latest = history.at(-1);
  if (latest === undefined || latest.what === 'request') return '–';
  return `${DEEDS[latest.what]} by ${whoText(latest.actor)}: ${cell(latest.reason)}`;
}
