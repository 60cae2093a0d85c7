import { Table } from 'console-table-printer';
import type { Look } from '../shell.ts';
import { cutTo, paint, type Style, widthOf } from './text.ts';

/** How short cells that can be said shorter are to be: 0 at full length. */
export type Tight = 0 | 1 | 2;

export interface Column<Row> {
  readonly title: string;
  /** One line of clean text. */
  readonly cell: (row: Row, tight: Tight) => string;
  readonly style?: (row: Row) => Style | null;
  readonly right?: boolean;
  /** May be cut to so many columns where the terminal is narrow; whole where absent. */
  readonly least?: number;
  /** Left out where the rest would not fit: the highest first. Absent: never. */
  readonly spare?: number;
}

interface Sized<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
  readonly least: number;
}

/** A line for each row, none wider than the terminal. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], look: Look): string {
  const shown = fitted(rows, columns, look.width);
  const table = new Table({
    style: BARE,
    // Colours come with the cells: the library's own would also paint what has none.
    shouldDisableColors: true,
    columns: shown.map(({ column: { title, right }, width }, index) => ({
      name: String(index),
      title: paint(cutTo(title, width), 'bold', look),
      alignment: right ? 'right' : 'left',
    })),
  });
  for (const [line, row] of rows.entries()) {
    const cells = shown.map(({ column, cells: texts, width }, index) => [
      String(index),
      paint(cutTo(texts[line] ?? '', width), column.style?.(row) ?? null, look),
    ]);
    table.addRow(Object.fromEntries(cells));
  }
  return table
    .render()
    .split('\n')
    .map((line) => line.slice(1).trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

const NO_LINE = { left: '', mid: '', right: '', other: '' };
const BARE = { headerTop: NO_LINE, headerBottom: NO_LINE, tableBottom: NO_LINE, rowSeparator: NO_LINE, vertical: '' };

/** Said shorter first, then cut, then with the most spare column left out, until it fits. */
function fitted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): readonly Sized<Row>[] {
  for (const tight of [0, 1, 2] as const) {
    const whole = columns.map((column) => sized(rows, column, tight));
    if (total(whole.map((each) => each.width)) <= width) return whole;
  }
  const shortest = columns.map((column) => sized(rows, column, 2));
  const spare = Math.max(...columns.map((column) => column.spare ?? 0));
  if (spare === 0 || total(shortest.map(({ least }) => least)) <= width) return shrunk(shortest, width);
  return fitted(
    rows,
    columns.filter((column) => column.spare !== spare),
    width,
  );
}

function sized<Row>(rows: readonly Row[], column: Column<Row>, tight: Tight): Sized<Row> {
  const cells = rows.map((row) => column.cell(row, tight));
  const width = cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(column.title));
  return { column, cells, width, least: Math.min(width, column.least ?? width) };
}

/** Between two columns. */
const GAP = 2;

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);

/** Takes from the widest column that may still be cut, until the line fits. */
function shrunk<Row>(columns: readonly Sized<Row>[], width: number): readonly Sized<Row>[] {
  const widths = columns.map((column) => column.width);
  for (let over = total(widths) - width; over > 0; over -= 1) {
    const room = columns.map(({ least }, index) => ((widths[index] ?? 0) > least ? (widths[index] ?? 0) : 0));
    const widest = room.indexOf(Math.max(...room));
    if (room[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return columns.map((column, index) => ({ ...column, width: widths[index] ?? column.width }));
}
