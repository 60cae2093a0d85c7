import type { Ordered } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { caseColumns } from './cases.ts';
import { exceptionTable } from './exceptions.ts';
import { renderTable } from './table.ts';
import { heading, paragraphs, wrap } from './text.ts';

export function renderOrdered({ said, exception, cases, now }: Ordered, look: Look): string {
  const waiting = cases.filter(({ carriedOut }) => !carriedOut).length;
  return paragraphs(
    wrap(said, look),
    exception && exceptionTable('Exception', [exception], now, look),
    cases.length === 0
      ? null
      : `${heading('Cases', look)}\n${renderTable(
          cases.map((each) => each.case),
          caseColumns(now),
          look,
        )}`,
    waiting === 0
      ? null
      : wrap(`To be taken up at the next tick, within 5 minutes: ${waiting} of ${cases.length}.`, look),
  );
}
