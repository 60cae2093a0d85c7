import { expect, test } from 'vitest';
import { dailyTable } from '../../../cli/console/charts/daily-table.ts';
import { evidenceChart } from '../../../cli/console/charts/evidence.ts';
import { progressChart } from '../../../cli/console/charts/progress.ts';
import { splitAtGaps } from '../../../cli/console/charts/runs.ts';
import { DAY, HOUR, instant } from '../../../src/domain/time.ts';
import { NOW } from './account/briefs.ts';
import { readMarkup } from './markup.ts';

const START = instant(Date.parse('2026-03-02T00:00:00Z'));
const series = (hours: readonly (number | null)[]) => ({ start: START, hours, instances: 1 });
const drawn = async (hours: readonly (number | null)[]) => readMarkup(String(await evidenceChart(series(hours), [])));
type Drawn = Awaited<ReturnType<typeof drawn>>;
const gapsOf = ({ all }: Drawn) => all('rect').filter(({ attributes }) => attributes.get('class') === 'gap');
const linesOf = ({ all }: Drawn) => all('path').filter(({ attributes }) => attributes.get('class') === 'calls-line');

test('hours are split into runs of what is known and gaps of what is not', () => {
  expect(splitAtGaps(START, [null, 1, 0, null, null, 2])).toEqual({
    runs: [
      { start: START + HOUR, calls: [1, 0] },
      { start: START + 5 * HOUR, calls: [2] },
    ],
    gaps: [
      { start: START, end: START + HOUR },
      { start: START + 3 * HOUR, end: START + 5 * HOUR },
    ],
  });
});

test('hours without data are hatched and no line is drawn in them or across them', async () => {
  const gap = await drawn([4, 4, null, null, 4, 4]);
  expect(gapsOf(gap)).toHaveLength(1);
  const widths = gapsOf(gap).map(({ attributes }) => [attributes.get('x'), attributes.get('width')]);
  expect(widths).toEqual([['32.68%', '32.679%']]);
  expect(linesOf(gap)).toHaveLength(2);
});

test('hours that were seen and had no call are drawn on the ground', async () => {
  const zero = await drawn([4, 4, 0, 0, 4, 4]);
  expect(gapsOf(zero)).toEqual([]);
  expect(linesOf(zero).map(({ attributes }) => attributes.get('d'))).toEqual([
    expect.stringContaining('L32.68,0L32.68,100L49.02,100L49.02,100L65.359,100L65.359,0'),
  ]);
});

test('where nothing at all is known, nothing is drawn as known', async () => {
  const none = await drawn([null, null]);
  expect(linesOf(none)).toEqual([]);
  expect(gapsOf(none)).toHaveLength(1);
});

test('what cannot be read is said, not drawn', async () => {
  const { all, text } = readMarkup(String(await evidenceChart({ unreadable: 'Throttled <again>' }, [])));
  expect(all('svg')).toEqual([]);
  expect(text).toContain('CloudWatch could not be read. Throttled <again>');
});

test('the deadline stands in the plot, even where it is still to come', async () => {
  const marks = [
    { at: START + 2 * DAY, label: 'deadline', kind: 'deadline' as const },
    { at: START + DAY, label: 'now', kind: 'now' as const },
  ];
  const { all, text } = readMarkup(String(await evidenceChart(series(Array(24).fill(1)), marks)));
  const lines = all('line').flatMap(({ attributes }) => (attributes.get('y1') === '22' ? [attributes.get('x1')] : []));
  expect(lines).toEqual(['98.039%']);
  expect(text).toContain('deadline, 4 Mar');
  expect(text).toContain('deadline: 4 Mar 2026.');
});

test('the table beside the plot knows the difference too', async () => {
  const { text } = readMarkup(String(await dailyTable(series([...Array(24).fill(null), ...Array(23).fill(0), null]))));
  const rows = text.split(/\s*(?=\d Mar 2026)/).slice(1);
  expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
    '3 Mar 2026 0023 of 24',
    '2 Mar 2026 not knownnot known0 of 24',
  ]);
});

test('progress is told in words as well', async () => {
  const days = [0, 1, 2].map((index) => ({ day: instant(NOW - (2 - index) * DAY), known: 10, secured: index * 3 }));
  const { text, all } = readMarkup(String(await progressChart(days)));
  expect(text).toContain(
    'From 14 Mar 2026 to 16 Mar 2026: 0 of 10 workloads were secured at the beginning, 6 of 10 at the end.',
  );
  expect(all('svg')[0]?.attributes.get('aria-labelledby')).toBe('progress-title progress-desc');
});
