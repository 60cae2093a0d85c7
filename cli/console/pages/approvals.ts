import { html } from 'hono/html';
import type { Brief } from '../../../src/domain/brief.ts';
import type { Instant } from '../../../src/domain/time.ts';
import type { Exceptions, ExceptionView } from '../../../src/operators/answer.ts';
import { badge } from '../parts/badge.ts';
import { decisionForms, exceptionFacts, historyOf } from '../parts/exceptions.ts';
import type { Page } from '../parts/layout.ts';
import { caseLink, casePlace, counted, type Html, named, number, person } from '../parts/text.ts';
import { dated, orNever } from '../parts/times.ts';
import { EVIDENCE, STANDINGS, scopeText } from '../parts/words.ts';
import { present, stillOpen } from '../select-cases.ts';
import type { Visit } from '../visit.ts';

/** @param cases What is known of open cases, so that nobody decides without having seen it. */
export function approvalsPage({ exceptions, now }: Exceptions, cases: readonly Brief[], visit: Visit): Page {
  const briefs = new Map(cases.map((brief) => [brief.id, brief]));
  const of = (...standings: readonly ExceptionView['standing'][]) =>
    exceptions.filter(({ standing }) => standings.includes(standing));
  const waiting = of('pending');
  const active = of('active');
  const past = of('denied', 'revoked', 'expired');
  return {
    title: waiting.length === 0 ? 'Approvals' : `Approvals (${waiting.length})`,
    current: 'approvals',
    now,
    body: html`<div class="heading"><h1>Approvals</h1><p>Owners ask for time, operators grant it, and it always ends</p></div>
<section aria-labelledby="waiting"><h2 id="waiting">Waiting <span class="count">${number(waiting.length)}</span></h2>
${waiting.length === 0 ? html`<p class="empty">Nobody waits for an answer.</p>` : html`<div class="cards">${waiting.map((view) => request(view, briefs, now, visit))}</div>`}</section>
<section aria-labelledby="active"><h2 id="active">Running <span class="count">${number(active.length)}</span></h2>
${active.length === 0 ? html`<p class="soft">No exception runs.</p>` : table('active', active, now, visit)}</section>
<section aria-labelledby="past"><h2 id="past">Decided and over <span class="count">${number(past.length)}</span></h2>
${past.length === 0 ? html`<p class="soft">There is none.</p>` : table('past', past, now, visit)}</section>`,
  };
}

const request = (view: ExceptionView, briefs: ReadonlyMap<string, Brief>, now: Instant, visit: Visit): Html => {
  const { scope } = view.exception;
  const brief = briefs.get(view.caseIds[0] ?? '');
  return html`
<article class="card" id="exception-${view.exception.id}">
<h3>${subject(view, brief)}</h3>
${scope.kind === 'workload' ? '' : html`<p class="standing">${scopeText(scope)}</p>`}
${brief === undefined ? html`<p class="soft">Nothing is open there any more.</p>` : ''}
${exceptionFacts(view, now, brief === undefined ? '' : useFacts(brief, now))}
${decisionForms(view, scope.kind === 'tag' ? null : (view.caseIds[0] ?? null), visit)}
</article>`;
};

function subject({ caseIds, exception }: ExceptionView, brief?: Brief): Html {
  const [first] = caseIds;
  if (first === undefined) return html`${scopeText(exception.scope)}`;
  return html`${caseLink(first)}${brief === undefined ? '' : html` ${badge(brief.state)}`}${caseIds.length > 1 ? html` <span class="soft">and ${counted(caseIds.length - 1, 'other case')}</span>` : ''}${casePlace(first)}`;
}

/** What the one who decides has to know of the workload. */
const useFacts = (brief: Brief, now: Instant): Html => html`
<div><dt>IMDSv1</dt><dd>${brief.evidence === null ? 'not read yet' : EVIDENCE[brief.evidence]}${brief.calls === 0 ? '' : html` <span class="soft">${counted(brief.calls, 'call')}, the last ${orNever(brief.lastUse, now, 'never')}</span>`}</dd></div>
<div><dt>Instances</dt><dd>${number(stillOpen(brief))} of ${number(present(brief))} <span class="soft">still allow it</span></dd></div>
${brief.until === null ? '' : html`<div><dt>Deadline</dt><dd>${dated(brief.until, now)}</dd></div>`}`;

const table = (id: string, views: readonly ExceptionView[], now: Instant, visit: Visit): Html => html`
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
<table>
<caption class="unseen">Exceptions</caption>
<thead><tr><th scope="col">About</th><th scope="col">Reason</th><th scope="col">Asked by</th><th scope="col">Approved by</th><th scope="col">Until</th><th scope="col">Standing</th></tr></thead>
<tbody>${views.map((view) => row(view, now, visit))}</tbody>
</table>
</div>`;

const row = (view: ExceptionView, now: Instant, visit: Visit): Html => html`<tr>
<th scope="row">${subject(view)}${view.exception.scope.kind === 'workload' ? '' : html`<span class="note">${scopeText(view.exception.scope)}</span>`}</th>
<td>${named(view.exception.reason, 160)}</td>
<td>${person(view.exception.askedBy)}</td>
<td>${view.exception.approvedBy === null ? html`<span class="soft">nobody</span>` : person(view.exception.approvedBy)}</td>
<td>${dated(view.exception.until, now)}</td>
<td><span class="tag standing-${view.standing}">${STANDINGS[view.standing]}</span>${decisionForms(view, null, visit)}${historyOf(view, now)}</td>
</tr>`;
