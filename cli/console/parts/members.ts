import { html } from 'hono/html';
import type { Instant } from '../../../src/domain/time.ts';
import type { MemberView, Shown } from '../../../src/operators/answer.ts';
import { counted, type Html, named, number, said } from './text.ts';
import { ago, orNever } from './times.ts';
import { becauseOf, PHASES } from './words.ts';

export const memberTable = ({ members, memberCount, unreadable, now }: Shown): Html => html`
${unreadable === null ? '' : html`<div class="notice warn"><p><strong>EC2 could not be read.</strong> ${said(unreadable)} What is stored is shown.</p></div>`}
${members.length === 0 ? html`<p class="soft">No instance belongs to it.</p>` : table(members, now)}
${memberCount > members.length ? html`<p class="soft">${number(members.length)} of ${counted(memberCount, 'instance')}, those that are there first.</p>` : ''}`;

const table = (members: readonly MemberView[], now: Instant): Html => html`
<div class="scroll" tabindex="0" role="region" aria-labelledby="members">
<table>
<caption class="unseen">The instances of this workload, gone ones last</caption>
<thead><tr><th scope="col">Instance</th><th scope="col">Phase</th><th scope="col">Options now</th><th scope="col">Started</th><th scope="col" class="number">Calls</th><th scope="col">Last call</th><th scope="col">Changed</th></tr></thead>
<tbody>${members.map((member) => row(member, now))}</tbody>
</table>
</div>`;

const row = (member: MemberView, now: Instant): Html => html`<tr>
<th scope="row">${member.name === null ? '' : html`${named(member.name)}<br>`}<code class="soft line">${named(member.id)}</code></th>
<td><span class="line phase phase-${member.phase}">${PHASES[member.phase].label}</span></td>
<td>${options(member)}</td>
<td>${member.goneAt === null ? ago(member.launchedAt, now) : html`<span class="soft">gone ${ago(member.goneAt, now)}</span>`}</td>
<td class="number">${member.calls === null ? html`<span class="soft">–</span>` : number(member.calls)}</td>
<td class="line">${orNever(member.lastUse, now, member.calls === null ? 'not read' : 'none seen')}</td>
<td>${enforced(member, now)}</td>
</tr>`;

function options({ options: now }: MemberView): Html {
  if (now === null) return html`<span class="soft">–</span>`;
  const state = now.state === 'applied' ? '' : ', pending';
  return now.endpoint === 'disabled'
    ? html`<span class="soft">endpoint disabled${state}</span>`
    : html`<code>${now.tokens}</code><br><span class="soft line">hop limit ${now.hopLimit}${state}</span>`;
}

const enforced = ({ enforced: change, rollback }: MemberView, now: Instant): Html =>
  change === null
    ? html`<span class="soft">–</span>`
    : html`${ago(change.at, now)}<span class="note">${becauseOf(change.ground)}</span>${change.rejected ? html`<strong>${counted(change.rejected, 'call')} rejected</strong>` : ''}${rollback === null ? '' : html`<span class="note">taking it back was ordered ${ago(rollback.at, now)}</span>`}`;
