import { html } from 'hono/html';
import { moment } from '../../../src/notices/words.ts';
import { countsOf } from '../../../src/plan/account.ts';
import {
  type Plan,
  type PlannedRegion,
  type PlannedWorkload,
  verdicts,
  type WhatIf,
} from '../../../src/plan/document.ts';
import { counted, type Html, named, number, said, workloadParts } from '../../console/parts/text.ts';
import { byWeight, MEANINGS, mainVerdict } from '../verdicts.ts';
import { callsChart, sumOf, tone, verdictBar } from './charts.ts';

export function verdictTiles({ instances }: Plan): Html {
  const counts = countsOf(instances);
  const all = sumOf(counts);
  return html`<ul class="figures">${verdicts.map(
    (verdict) =>
      html`<li class="${tone(verdict)}"><span class="figure">${number(counts[verdict])}</span> <span class="soft">${all === 0 ? '' : share(counts[verdict] / all)}</span>
<div class="label">${verdict}</div><div class="meaning">${MEANINGS[verdict]}</div></li>`,
  )}</ul>`;
}

const share = (part: number): string => `${(part * 100).toFixed(1)} %`;

const MOST_DRAWN = 6;

/** On one scale, so that the heaviest looks it. */
export function heaviest({ workloads, firstDay }: Plan): Html | '' {
  const using = workloads.filter(({ daily }) => daily !== null).toSorted((a, b) => b.calls - a.calls);
  const drawn = using.slice(0, MOST_DRAWN);
  if (drawn.length === 0) return '';
  const highest = Math.max(...drawn.flatMap(({ daily }) => (daily ?? []).map((calls) => calls ?? 0)));
  const all = using.reduce((sum, { calls }) => sum + calls, 0);
  const some = drawn.reduce((sum, { calls }) => sum + calls, 0);
  return html`<section><h2>Who calls IMDSv1, day by day</h2>
<p>${counted(using.length, 'workload')} made ${counted(Math.round(all), 'call')}; ${drawn.length === 1 ? 'this one' : `these ${drawn.length}`} made ${share(some / all)} of them. Hatched days have no data, which is not zero.</p>
<div class="multiples">${drawn.map((each, index) => callsChart(each, firstDay, highest, index))}</div></section>`;
}

export const regions = ({ regions: all }: Plan): Html => html`<div class="scroll"><table class="regions">
<thead><tr><th scope="col">Region</th><th scope="col">Verdicts</th><th scope="col" class="number">Instances</th></tr></thead>
<tbody>${all.toSorted((a, b) => b.instances - a.instances).map(regionRow)}</tbody></table></div>`;

function regionRow({ region, status, reason, instances, counts, unreadable }: PlannedRegion): Html {
  const name = html`<th scope="row">${named(region)}</th>`;
  if (status !== 'read') {
    const what = status === 'unreadable' ? 'Not read: nothing is known of it' : 'Left out';
    return html`<tr>${name}<td class="bar"><strong>${what}</strong> (${said(reason ?? '')})</td><td class="number soft">not known</td></tr>`;
  }
  const gap = unreadable === 0 ? '' : html`<span class="note">metrics of ${number(unreadable)} not read</span>`;
  const words = verdicts.flatMap((verdict) => (counts[verdict] === 0 ? [] : [`${number(counts[verdict])} ${verdict}`]));
  return html`<tr>${name}<td class="bar">${instances === 0 ? html`<span class="soft">no instance</span>` : html`${verdictBar(counts)}<span class="note">${words.join(', ')}</span>`}${gap}</td><td class="number">${number(instances)}</td></tr>`;
}

/** More is in the JSON; a page that is mailed stays small. */
const MOST_ROWS = 200;

export function workloadTable({ workloads }: Plan): Html {
  const shown = byWeight(workloads).slice(0, MOST_ROWS);
  const more =
    shown.length < workloads.length
      ? html`<p class="soft">${shown.length} of ${number(workloads.length)}; all of them, and each instance, are in <code>imdsv2 plan --format json</code>.</p>`
      : '';
  return html`<section><h2>Workloads</h2>${more}<div class="scroll"><table>
<thead><tr><th scope="col">Verdict</th><th scope="col">Workload</th><th scope="col" class="number">Instances</th><th scope="col" class="number">Calls</th><th scope="col">Because</th></tr></thead>
<tbody>${shown.map(workloadRow)}</tbody></table></div></section>`;
}

function workloadRow(row: PlannedWorkload): Html {
  const { kind, name } = workloadParts(row.workload);
  const verdict = mainVerdict(row);
  const owner = row.owner === null ? '' : html` · ${named(row.owner, 80)}`;
  return html`<tr><td><span class="verdict ${tone(verdict)}">${verdict}</span></td>
<th scope="row">${named(name)} <span class="note">${kind} · ${named(row.region)}${owner}</span></th>
<td class="number">${number(sumOf(row.counts))}</td><td class="number">${row.calls === 0 ? '–' : number(Math.round(row.calls))}</td>
<td>${said(row.because)}</td></tr>`;
}

const MOST_BROKEN = 50;

export function whatIf({ at, enforced, workloads, notReplayed, broken }: WhatIf): Html {
  const list = broken
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, MOST_BROKEN)
    .map(
      (each) =>
        html`<li>${each.instanceId} <span class="note">${named(each.workload)} · ${named(each.region)} · ${counted(each.calls, 'call')}, the first in the hour from ${moment(each.firstUse)}</span></li>`,
    );
  return html`<section><h2>What if it had run then</h2>
<p class="lead">At ${moment(at)} this policy would have required IMDSv2 on ${counted(enforced, 'instance')} of ${counted(workloads, 'workload')}.
<strong>${number(broken.length)} of them used IMDSv1 afterwards</strong> and would have broken.</p>
${broken.length === 0 ? '' : html`<ul class="lines">${list}</ul>`}
${broken.length > MOST_BROKEN ? html`<p class="soft">${MOST_BROKEN} of ${broken.length} are named.</p>` : ''}
<p class="soft">${counted(notReplayed, 'instance')} not replayed: started since. Those that are gone are not seen.</p></section>`;
}
