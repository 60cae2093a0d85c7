import { html } from 'hono/html';
import type { Brief } from '../../../src/domain/brief.ts';
import type { Instant } from '../../../src/domain/time.ts';
import { type CaseQuery, type Column, caseQueryPath } from '../case-query.ts';
import { present, stillOpen } from '../select-cases.ts';
import { badge } from './badge.ts';
import { casePath, type Html, named, number, workloadParts } from './text.ts';
import { ago, dated, orNever } from './times.ts';
import { becauseOf, HOLDS } from './words.ts';

interface Head {
  readonly column: Column;
  readonly label: string;
  readonly title?: string;
  readonly classes?: string;
}

const HEADS: readonly Head[] = [
  { column: 'workload', label: 'Workload' },
  { column: 'state', label: 'State' },
  { column: 'owner', label: 'Owner' },
  { column: 'region', label: 'Region', classes: 'minor' },
  {
    column: 'open',
    label: 'Open',
    title: 'Instances that still allow IMDSv1, of those that are there',
    classes: 'number',
  },
  { column: 'calls', label: 'Calls', title: 'Calls to IMDSv1 in the lookback', classes: 'number' },
  { column: 'used', label: 'Last call', classes: 'minor' },
  { column: 'until', label: 'Until', title: 'Deadline, or end of the exception' },
  { column: 'since', label: 'Since', title: 'In this state since', classes: 'minor' },
];

export const caseTable = (rows: readonly Brief[], query: CaseQuery, now: Instant): Html => html`
<div class="scroll" tabindex="0" role="region" aria-label="Cases">
<table class="cases">
<caption class="unseen">Cases, sorted by ${HEADS.find(({ column }) => column === query.sort)?.label ?? query.sort}</caption>
<thead><tr>${HEADS.map((head) => sortable(head, query))}</tr></thead>
<tbody>${rows.map((brief) => row(brief, now))}</tbody>
</table>
</div>`;

/** The sorted column turns round, every other begins upwards. */
function sortable({ column, label, title = '', classes = '' }: Head, query: CaseQuery): Html {
  const sorted = query.sort === column;
  const path = caseQueryPath(query, { sort: column, descending: sorted && !query.descending });
  const direction = query.descending ? 'descending' : 'ascending';
  return html`<th scope="col" class="${classes}"${sorted ? html` aria-sort="${direction}"` : ''}><a href="${path}"${title === '' ? '' : html` title="${title}"`}>${label}${sorted ? html`<span class="sorted ${direction}" aria-hidden="true"></span>` : ''}</a></th>`;
}

function row(brief: Brief, now: Instant): Html {
  const { kind, name } = workloadParts(brief.workload);
  return html`<tr>
<th scope="row"><a href="${casePath(brief.id)}">${named(name)}</a> <span class="kind">${kind}</span></th>
<td>${badge(brief.state)}${note(brief)}</td>
<td class="owner">${brief.owner === null ? html`<span class="soft">nobody</span>` : named(brief.owner, 80)}</td>
<td class="minor line">${named(brief.region)}</td>
<td class="number">${stillOpen(brief) === 0 ? html`<span class="soft">0</span>` : number(stillOpen(brief))} <span class="soft">of ${number(present(brief))}</span></td>
<td class="number">${brief.evidence === null ? html`<span class="soft">–</span>` : brief.calls === 0 ? html`<span class="soft">0</span>` : number(brief.calls)}</td>
<td class="minor">${orNever(brief.lastUse, now, brief.evidence === 'zero' ? 'none' : '–')}</td>
<td>${brief.until === null ? html`<span class="soft">–</span>` : dated(brief.until, now)}</td>
<td class="minor">${ago(brief.since, now)}</td>
</tr>`;
}

/** Why it stands there, and what holds it, in as few words as a row has room for. */
function note({ state, because, hold, templateOpen }: Brief): Html {
  const notes = [
    ...(because !== null && (state === 'blocked' || state === 'closed') ? [becauseOf(because)] : []),
    ...(hold === null ? [] : [`on hold: ${HOLDS[hold]}`]),
    ...(templateOpen && state === 'secured' ? ['template still open'] : []),
  ];
  return html`${notes.map((text) => html`<span class="note">${text}</span>`)}`;
}
