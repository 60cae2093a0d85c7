import { html } from 'hono/html';
import type { Deed } from '../../../src/domain/permission.ts';
import type { Instant } from '../../../src/domain/time.ts';
import type { ExceptionView } from '../../../src/operators/answer.ts';
import type { Visit } from '../visit.ts';
import { orderForm, reasonField } from './forms.ts';
import { encodedId, type Html, named, number, person } from './text.ts';
import { ago, dated } from './times.ts';
import { STANDINGS, scopeText, VIAS } from './words.ts';

/** The exceptions of one case, those to be decided first. */
export const exceptionCards = (views: readonly ExceptionView[], caseId: string, now: Instant, visit: Visit): Html =>
  views.length === 0
    ? html`<p class="soft">Nobody has asked for one.</p>`
    : html`${inOrder(views).map((view) => html`<article class="card">${exceptionHead(view)}${exceptionFacts(view, now)}${decisionForms(view, caseId, visit)}${historyOf(view, now)}</article>`)}`;

const ORDER: readonly ExceptionView['standing'][] = ['pending', 'active', 'denied', 'revoked', 'expired'];

export const inOrder = (views: readonly ExceptionView[]): readonly ExceptionView[] =>
  ORDER.flatMap((standing) => views.filter((view) => view.standing === standing));

const exceptionHead = ({ standing, exception: { scope } }: ExceptionView): Html => html`
<p class="standing"><span class="tag standing-${standing}">${STANDINGS[standing]}</span> ${scopeText(scope)}</p>`;

export const exceptionFacts = (
  { exception, standing, caseIds }: ExceptionView,
  now: Instant,
  context: Html | string = '',
): Html => html`
<blockquote>${named(exception.reason, 500)}</blockquote>
<dl class="facts">
${context}
<div><dt>${standing === 'pending' ? 'Asks until' : 'Until'}</dt><dd>${dated(exception.until, now)}</dd></div>
<div><dt>Asked by</dt><dd>${person(exception.askedBy)}</dd></div>
<div><dt>Through</dt><dd>${VIAS[exception.via]}</dd></div>
<div><dt>Owner</dt><dd>${named(exception.owner)}</dd></div>
${exception.approvedBy === null ? '' : html`<div><dt>Approved by</dt><dd>${person(exception.approvedBy)}</dd></div>`}
${exception.scope.kind === 'tag' ? html`<div><dt>Cases now</dt><dd>${number(caseIds.length)}</dd></div>` : ''}
</dl>`;

/** Whether it may be decided here is for the stack to say; that it can be is all this page knows. */
export function decisionForms({ standing, exception }: ExceptionView, caseId: string | null, visit: Visit): Html {
  const hidden = { exception: exception.id, ...(caseId === null ? {} : { case: encodedId(caseId) }) };
  const name = `decide-${exception.id}`;
  switch (standing) {
    case 'pending':
      return orderForm(
        visit,
        { name, order: 'deny', hidden, label: 'Decide this request' },
        html`${reasonField(visit, name, 'Why you approve or deny. The one who asked reads it.')}
<p class="buttons"><button class="main" formaction="/orders/approve">Approve</button> <button formaction="/orders/deny">Deny</button></p>`,
      );
    case 'active':
      return orderForm(
        visit,
        { name, order: 'revoke', hidden, label: 'Take this exception back' },
        html`<details${visit.flash?.kind === 'refused' && visit.flash.fields['form'] === name ? html` open` : ''}><summary class="line">Take it back</summary>
${reasonField(visit, name, 'A fresh, shorter grace window follows where IMDSv1 is still used.')}
<p class="buttons"><button class="danger">Revoke</button></p></details>`,
      );
    case 'denied':
    case 'revoked':
    case 'expired':
      return html``;
  }
}

const DEEDS: Readonly<Record<Deed['what'], string>> = {
  request: 'asked',
  approve: 'approved',
  deny: 'denied',
  revoke: 'took it back',
};

export const historyOf = ({ exception: { history, id } }: ExceptionView, now: Instant): Html => html`
<details><summary class="line">Who did what</summary>
<ol class="deeds">${history.map((deed) => html`<li>${person(deed.actor)} ${DEEDS[deed.what]} ${ago(deed.at, now)}: ${named(deed.reason, 500)}</li>`)}</ol>
<p class="soft">Exception <code>${named(id)}</code></p>
</details>`;
