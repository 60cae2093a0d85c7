import { html } from 'hono/html';
import { clean } from '../../../src/notices/untrusted.ts';
import type { Shown } from '../../../src/operators/answer.ts';
import { badge } from '../parts/badge.ts';
import { caseEvidence } from '../parts/case-evidence.ts';
import { caseFacts } from '../parts/case-facts.ts';
import { caseOrders } from '../parts/case-orders.ts';
import { exceptionCards } from '../parts/exceptions.ts';
import { historyTable, policyPart } from '../parts/history.ts';
import type { Page } from '../parts/layout.ts';
import { memberTable } from '../parts/members.ts';
import { type Html, named, pasted, said, workloadParts } from '../parts/text.ts';
import type { Visit } from '../visit.ts';

export function casePage(shown: Shown, visit: Visit): Page {
  const { kind, name } = workloadParts(shown.case.workload);
  return {
    title: clean(name, 60),
    current: 'case',
    now: shown.now,
    body: html`<div class="heading">
<p class="kind">${kind} in ${named(shown.case.region)}</p>
<h1>${named(name)} ${badge(shown.case.state)}</h1>
</div>
<p class="lead">${said(shown.sentences.now)}</p>
<div class="beside">
${caseFacts(shown)}
<div>
${sentences(shown)}
<section aria-labelledby="evidence"><h2 id="evidence">Calls to IMDSv1</h2>${caseEvidence(shown)}</section>
<section aria-labelledby="members"><h2 id="members">Instances</h2>${memberTable(shown)}</section>
<section aria-labelledby="history"><h2 id="history">History</h2>${historyTable(shown)}</section>
${policyPart(shown)}
</div>
<div>
<section aria-labelledby="exceptions"><h2 id="exceptions">Exceptions</h2>${exceptionCards(shown.exceptions, shown.case.id, shown.now, visit)}</section>
${caseOrders(shown, visit)}
</div>
</div>`,
  };
}

const sentences = ({ sentences: { why, next, todo }, paste }: Shown): Html => html`
<section aria-labelledby="why" class="sentences">
<h2 id="why">Why</h2>${list(why)}
<h2>What happens next</h2>${list(next)}
${todo.length === 0 ? '' : html`<h2>What you can do</h2>${list(todo)}`}
${paste.map(({ title, lines }, index) => html`<details class="paste"${index === 0 ? html` open` : ''}><summary>${said(title)}</summary><pre tabindex="0"><code>${pasted(lines)}</code></pre></details>`)}
</section>`;

const list = (lines: readonly string[]): Html =>
  lines.length === 0
    ? html`<p class="soft">Nothing.</p>`
    : html`<ul>${lines.map((line) => html`<li>${said(line)}</li>`)}</ul>`;
