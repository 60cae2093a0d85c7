import type { Operator } from '../operator.ts';
import { askFor } from './ask.ts';
import type { CaseBook } from './case-book.ts';
import { readCaseQuery } from './case-query.ts';
import { approvalsPage } from './pages/approvals.ts';
import { casePage } from './pages/case.ts';
import { casesPage } from './pages/cases.ts';
import { overviewPage } from './pages/overview.ts';
import type { Page } from './parts/layout.ts';
import type { Visit } from './visit.ts';

export interface Asked {
  readonly operator: Operator;
  readonly book: CaseBook;
  /** Of the query. */
  readonly param: (name: string) => string | undefined;
  readonly visit: Visit;
}

/** What each page asks of the stack. None of it changes anything. */
export const PAGES: Readonly<Record<string, (asked: Asked) => Promise<Page>>> = {
  '/': async ({ operator, visit }) => overviewPage(await askFor(operator, 'overview', { kind: 'overview' }), visit),
  '/cases': async ({ book, param }) => {
    const query = readCaseQuery(param);
    return casesPage(await book.list(query.state === 'closed' ? 'closed' : 'open'), query);
  },
  '/case': async ({ operator, param, visit }) => {
    const id = (param('id') ?? '').trim();
    return casePage(await askFor(operator, 'case', { kind: 'show', case: id, series: true }), visit);
  },
  '/approvals': async ({ operator, book, visit }) => {
    const [exceptions, { cases }] = await Promise.all([
      askFor(operator, 'exceptions', { kind: 'exceptions', status: 'all' }),
      book.list('open'),
    ]);
    return approvalsPage(exceptions, cases, visit);
  },
};
