import type { Look } from '../shell.ts';
import type { Result } from '../targets.ts';
import { renderTable } from './table.ts';
import { cell, heading, paragraphs, type Style } from './text.ts';

const STYLES: Readonly<Record<Result['outcome'], Style>> = {
  planned: 'cyan',
  ordered: 'green',
  refused: 'red',
  'not-ordered': 'yellow',
};

/** Several orders at once: what would become of each, or what did. */
export function renderResults(results: readonly Result[], look: Look): string {
  if (results.length === 0) return 'Nothing matches.';
  const table = renderTable<Result>(
    results,
    [
      { title: 'FOR', cell: ({ id }) => cell(id), least: 24 },
      { title: 'ABOUT', cell: ({ about }) => cell(about), least: 10, spare: 1 },
      { title: 'OWNER', cell: ({ owner }) => (owner === null ? '–' : cell(owner)), least: 8, spare: 2 },
      { title: 'OUTCOME', cell: ({ outcome }) => outcome, style: ({ outcome }) => STYLES[outcome] },
      { title: 'BECAUSE', cell: ({ code, said }) => cell(code === null ? said : `${code}: ${said}`), least: 14 },
    ],
    look,
  );
  return paragraphs(table, heading(sums(results), look));
}

function sums(results: readonly Result[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
