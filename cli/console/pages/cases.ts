import { html } from 'hono/html';
import type { Brief } from '../../../src/domain/brief.ts';
import type { CaseList } from '../case-book.ts';
import { type CaseQuery, caseQueryPath } from '../case-query.ts';
import { filterForm } from '../parts/case-filter.ts';
import { caseTable } from '../parts/case-table.ts';
import type { Page } from '../parts/layout.ts';
import { counted, type Html, number } from '../parts/text.ts';
import { selectCases } from '../select-cases.ts';

const ROWS = 50;

export function casesPage(list: CaseList, query: CaseQuery): Page {
  const found = selectCases(list.cases, query);
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const page = Math.min(query.page, pages);
  const rows = found.slice((page - 1) * ROWS, page * ROWS);
  return {
    title: 'Cases',
    current: 'cases',
    now: list.now,
    body: html`<div class="heading"><h1>Cases</h1><p>One for each workload in each region</p></div>
${filterForm(list.cases, query)}
<p id="found" role="status">${foundSentence(found, list)}${rows.length < found.length ? html` Shown: ${number((page - 1) * ROWS + 1)} to ${number((page - 1) * ROWS + rows.length)}.` : ''}</p>
<div id="cases">
${rows.length === 0 ? html`<p class="empty">No case fits. <a href="/cases">Show all that are open</a></p>` : caseTable(rows, query, list.now)}
${pages > 1 ? pager(query, page, pages) : ''}
</div>`,
  };
}

function foundSentence(found: readonly Brief[], { cases, matching }: CaseList): Html {
  const all =
    found.length === cases.length
      ? html`${counted(found.length, 'case')}.`
      : html`${number(found.length)} of ${counted(cases.length, 'case')}.`;
  return matching > cases.length
    ? html`${all} <strong>There are ${number(matching)}: more than this page fetches. Use "imdsv2 status".</strong>`
    : all;
}

const pager = (
  query: CaseQuery,
  page: number,
  pages: number,
): Html => html`<nav class="pager" aria-label="Pages of the list"><ul>
<li>${page > 1 ? html`<a rel="prev" href="${caseQueryPath(query, { page: page - 1 })}">Previous</a>` : html`<span class="soft">Previous</span>`}</li>
<li aria-current="page">Page ${page} of ${pages}</li>
<li>${page < pages ? html`<a rel="next" href="${caseQueryPath(query, { page: page + 1 })}">Next</a>` : html`<span class="soft">Next</span>`}</li>
</ul></nav>`;
