import { html } from 'hono/html';
import { percent } from '../../../src/notices/words.ts';
import type { Overview } from '../../../src/operators/answer.ts';
import { progressChart } from '../charts/progress.ts';
import { shareBar } from '../charts/share-bar.ts';
import { badge, icon } from '../parts/badge.ts';
import { brakesPart, enforcementPart } from '../parts/brakes.ts';
import type { Page } from '../parts/layout.ts';
import { caseLink, casePlace, counted, type Html, named, number } from '../parts/text.ts';
import { dated } from '../parts/times.ts';
import { HOLDS, openStates, STATES, scopeText } from '../parts/words.ts';
import type { Visit } from '../visit.ts';

export const overviewPage = (overview: Overview, visit: Visit): Page => ({
  title: 'Overview',
  current: 'overview',
  now: overview.now,
  body: html`<div class="heading">
<h1>Overview</h1>
<p>Account ${named(overview.account)}</p>
<p class="refresh" hidden><label><input type="checkbox" checked> Refresh every 30 seconds</label> <span class="soft" aria-live="off"></span></p>
</div>
<div data-live id="brakes">${brakesPart(overview)}</div>
<section aria-labelledby="standing" data-live id="standing-part">
<h2 id="standing">Where the workloads stand</h2>
${standing(overview)}
</section>
<div class="halves">
<div>
<section aria-labelledby="waiting-heading" data-live id="waiting-part"><h2 id="waiting-heading">Waiting for approval</h2>${waitingPart(overview)}</section>
<section aria-labelledby="progress-heading" data-live id="progress-part"><h2 id="progress-heading">Progress</h2>${progressChart(overview.progress)}</section>
</div>
<div>
<section aria-labelledby="next-heading" data-live id="next-part"><h2 id="next-heading">Next deadlines</h2>${nextPart(overview)}</section>
<section aria-labelledby="holds-heading" data-live id="holds-part"><h2 id="holds-heading">On hold</h2>${holdsPart(overview)}</section>
</div>
</div>
<section aria-labelledby="enforcement-heading"><h2 id="enforcement-heading">Stop and go</h2>${enforcementPart(overview, visit)}</section>`,
});

function standing({ workloads, instances }: Overview): Html {
  const all = openStates.reduce((sum, state) => sum + workloads[state], 0);
  const open = instances.optional + instances['rolled-back'];
  const required = instances.secured + instances.watched;
  return html`<p class="lead">${
    all === 0
      ? 'No workload is known yet.'
      : html`<strong>${percent(workloads.secured / all)}</strong> of ${counted(all, 'workload')} secured. IMDSv2 is required on <strong>${number(required)}</strong> of ${counted(required + open + instances.modifying, 'instance')}; <strong>${number(open)}</strong> still ${open === 1 ? 'allows' : 'allow'} IMDSv1${instances.modifying === 0 ? '' : html`, ${number(instances.modifying)} being changed`}.`
  }</p>
${shareBar(workloads)}
<ul class="tiles">${openStates.map(
    (state) => html`
<li class="tone-${state}"><a href="/cases?state=${state}">${icon(state)} <span class="figure">${number(workloads[state])}</span> <span class="label">${STATES[state].label}</span> <span class="meaning">${STATES[state].meaning}</span></a></li>`,
  )}</ul>`;
}

const nextPart = ({ next, now }: Overview): Html =>
  next.length === 0
    ? html`<p class="soft">No deadline runs, no exception ends.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="next-heading">
<table>
<caption class="unseen">The soonest deadlines and ends of exceptions</caption>
<thead><tr><th scope="col">When</th><th scope="col">Workload</th><th scope="col">State</th><th scope="col" class="number">Calls</th></tr></thead>
<tbody>${next
        .slice(0, 8)
        .map(
          (brief) =>
            html`<tr><td>${brief.until === null ? '–' : dated(brief.until, now)}</td><td>${caseLink(brief.id)}${casePlace(brief.id, brief.owner)}</td><td>${badge(brief.state)}</td><td class="number">${number(brief.calls)}</td></tr>`,
        )}</tbody>
</table>
</div>
<p class="more"><a href="/cases?sort=until">All cases by deadline</a></p>`;

const waitingPart = ({ pending, now }: Overview): Html =>
  pending.length === 0
    ? html`<p class="soft">Nobody waits for an answer.</p>`
    : html`<ul class="lines">${pending
        .slice(0, 5)
        .map(
          ({ exception, caseIds: [first] }) =>
            html`<li><p>${first === undefined ? scopeText(exception.scope) : caseLink(first)} <span class="soft">${named(exception.owner, 80)} asks until ${dated(exception.until, now)}</span></p><p class="soft">${named(exception.reason, 160)}</p></li>`,
        )}</ul>
<p class="more"><a href="/approvals">Approve or deny (${number(pending.length)})</a></p>`;

const holdsPart = ({ holds }: Overview): Html =>
  holds.length === 0
    ? html`<p class="soft">Nothing is on hold.</p>`
    : html`<table>
<caption class="unseen">Workloads on hold, by what holds them</caption>
<thead><tr><th scope="col">Because</th><th scope="col" class="number">Workloads</th></tr></thead>
<tbody>${holds.map(({ hold, workloads }) => html`<tr><th scope="row">${HOLDS[hold]}</th><td class="number">${number(workloads)}</td></tr>`)}</tbody>
</table>
<p class="soft">They keep their state and go on by themselves when this is over.</p>`;
