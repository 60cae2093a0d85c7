import type { Verdict } from '../../src/doctor/examine.ts';
import { type Finding, type Level, levels } from '../../src/doctor/finding.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { moment } from '../../src/notices/words.ts';
import type { Diagnosed } from '../doctor/diagnose.ts';
import type { Look } from '../shell.ts';
import { renderTable } from './table.ts';
import { cell, harmless, heading, paint, paragraphs, type Style, wrap } from './text.ts';

const STYLES: Readonly<Record<Level, Style>> = { failure: 'red', unknown: 'magenta', warning: 'yellow', ok: 'green' };

const VERDICTS: Readonly<Record<Verdict, string>> = {
  works: 'Enforcement works.',
  'does-not-work': 'Enforcement does not work, or not everywhere: see the failures.',
  'not-deployed': 'Nothing is deployed here, so that nothing is enforced.',
  unknown: 'Whether enforcement works could not be seen: see what is unknown.',
};

/** The document of `--format json`. */
export const encodeDiagnosis = ({ generatedAt, ...rest }: Diagnosed) => ({
  generatedAt: formatInstant(generatedAt),
  ...rest,
});

/** What is wrong first, with its fix; then, in one table, what is in order. */
export function renderDiagnosis(diagnosed: Diagnosed, look: Look): string {
  const { generatedAt, account, stack, region, verdict, findings, totals } = diagnosed;
  const grouped = group(findings);
  const wrong = grouped.filter(({ level }) => level !== 'ok').map((finding) => block(finding, look));
  const fine = briefly(grouped.filter(({ level }) => level === 'ok'));
  return paragraphs(
    wrap(`Account ${account}, stack ${stack} in ${region}, ${moment(generatedAt)}`, look),
    heading(VERDICTS[verdict], look),
    levels.map((level) => `${totals[level]} ${level}`).join(', '),
    ...wrong,
    fine.length === 0 ? null : `${heading('In order', look)}\n${table(fine, look)}`,
  );
}

/** Regions of which the same is said. */
interface Grouped extends Omit<Finding, 'region'> {
  readonly regions: readonly string[];
}

function group(findings: readonly Finding[]): readonly Grouped[] {
  const groups = new Map<string, Grouped>();
  for (const { region, ...finding } of findings) {
    const key = [finding.check, finding.level, finding.says].join('\n');
    const known = groups.get(key);
    groups.set(key, {
      ...(known ?? finding),
      regions: [...(known?.regions ?? []), ...(region === null ? [] : [region])],
    });
  }
  return [...groups.values()];
}

/** Of what is in order one line a check and place is enough; the document has them all. */
function briefly(findings: readonly Grouped[]): readonly Grouped[] {
  const places = new Map<string, { readonly first: Grouped; readonly more: number }>();
  for (const finding of findings) {
    const place = [finding.check, ...finding.regions].join('\n');
    const known = places.get(place);
    places.set(place, known === undefined ? { first: finding, more: 0 } : { ...known, more: known.more + 1 });
  }
  return [...places.values()].map(({ first, more }) =>
    more === 0 ? first : { ...first, says: `${first.says} (and ${more} more)` },
  );
}

function block({ level, check, says, fix, regions }: Grouped, look: Look): string {
  const where = regions.length === 0 ? '' : ` in ${regions.join(', ')}`;
  return [
    `${paint(level, STYLES[level], look)}  ${wrap(`${check}${where}`, look)}`,
    wrap(says, look, '  '),
    // Meant to be pasted: it stays on one line, however long.
    ...(fix === null ? [] : [`  Fix: ${harmless(fix)}`]),
    ...(fix !== null && regions.length > 1 ? ['  And the same in the other regions.'] : []),
  ].join('\n');
}

const table = (findings: readonly Grouped[], look: Look): string =>
  renderTable<Grouped>(
    findings,
    [
      { title: 'CHECK', cell: ({ check }) => check },
      { title: 'WHERE', cell: ({ regions }) => whereOf(regions), spare: 1 },
      { title: 'WHAT WAS SEEN', cell: ({ says }) => cell(says), least: 30 },
    ],
    look,
  );

const whereOf = (regions: readonly string[]): string =>
  regions.length > 2 ? `${regions.length} regions` : regions.join(', ') || '–';
