import { html } from 'hono/html';
import type { JournalEntry } from '../../../src/domain/effect.ts';
import type { Instant } from '../../../src/domain/time.ts';
import type { Shown } from '../../../src/operators/answer.ts';
import { stanceLabel } from './badge.ts';
import { type Html, named, pasted, person, said } from './text.ts';
import { stamped } from './times.ts';
import { holdLabel, PHASES } from './words.ts';

export const historyTable = ({ journal, now }: Shown): Html =>
  journal.length === 0
    ? html`<p class="soft">Nothing was decided yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="history">
<table class="history">
<caption class="unseen">Every decision about this case, the newest first</caption>
<thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">By</th></tr></thead>
<tbody>${journal.map((entry) => row(entry, now))}</tbody>
</table>
</div>`;

const row = (entry: JournalEntry, now: Instant): Html => html`<tr>
<td>${stamped(entry.at, now)}</td>
<td>${move(entry)}<p>${said(entry.detail)}</p>${more(entry)}</td>
<td>${person(entry.actor)} <span class="soft">${named(entry.trigger, 60)}</span></td>
</tr>`;

const move = ({ fromStance, toStance, hold }: JournalEntry): Html =>
  html`<p><strong>${
    fromStance === '' || fromStance === toStance
      ? named(stanceLabel(toStance))
      : html`${named(stanceLabel(fromStance))} <span aria-label="to">→</span> ${named(stanceLabel(toStance))}`
  }</strong>${hold === null ? '' : html` <span class="soft">on hold: ${named(holdLabel(hold))}</span>`}</p>`;

const more = ({
  effects,
  members,
  policyHash,
  reason,
  version,
}: JournalEntry): Html => html`<details><summary>Details</summary>
<dl class="facts">
<div><dt>Reason</dt><dd><code>${named(reason)}</code></dd></div>
${effects.length === 0 ? '' : html`<div><dt>Ordered</dt><dd>${effects.map((effect) => html`<code>${named(effect)}</code> `)}</dd></div>`}
${members.length === 0 ? '' : html`<div><dt>Instances</dt><dd><ul class="plain">${members.map(({ id, from, to, why }) => html`<li><code>${named(id)}</code> ${from === '' ? 'new' : PHASES[from].label} → ${PHASES[to].label}: ${said(why)}</li>`)}</ul></dd></div>`}
<div><dt>Version</dt><dd>${version}</dd></div>
${policyHash === '' ? '' : html`<div><dt>Policy</dt><dd><code>${named(policyHash)}</code></dd></div>`}
</dl></details>`;

/** The rules as they are resolved for this workload. */
export const policyPart = ({ policy: { hash, rules } }: Shown): Html => html`<details class="policy">
<summary>The policy that holds for it</summary>
<p class="soft">SHA-256 <code>${named(hash)}</code></p>
<pre tabindex="0"><code>${pasted(JSON.stringify(rules, null, 2).split('\n'))}</code></pre>
</details>`;
