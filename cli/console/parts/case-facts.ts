import { html } from 'hono/html';
import { phases } from '../../../src/domain/member.ts';
import { isRegion } from '../../../src/notices/untrusted.ts';
import { percent } from '../../../src/notices/words.ts';
import type { Shown } from '../../../src/operators/answer.ts';
import { type Html, named, number, said } from './text.ts';
import { ago, dated } from './times.ts';
import { becauseOf, EVIDENCE, HOLDS, PHASES } from './words.ts';

/** What is known of it, at a glance. */
export const caseFacts = (shown: Shown): Html => {
  const { case: brief, evidence, now } = shown;
  return html`<dl class="facts">
${fact('Owner', brief.owner === null ? html`<span class="soft">nobody is named</span>` : named(brief.owner))}
${brief.until === null ? '' : fact(brief.state === 'excepted' ? 'Exception ends' : 'Deadline', dated(brief.until, now))}
${fact('State since', ago(brief.since, now))}
${brief.because === null ? '' : fact('Because', html`${becauseOf(brief.because)}`)}
${brief.hold === null ? '' : fact('On hold', html`${HOLDS[brief.hold]}${shown.holdDetail === null ? '' : html` <span class="soft">${said(shown.holdDetail)}</span>`}`)}
${fact('IMDSv1', html`${brief.evidence === null ? 'not read yet' : EVIDENCE[brief.evidence]}${evidence?.coverage == null ? '' : html` <span class="soft">${percent(evidence.coverage)} of the hours seen</span>`}`)}
${fact('Ticket', brief.ticket === null ? html`<span class="soft">none is open</span>` : ticket(brief.ticket, brief.region))}
${fact('Instances', census(shown))}
${brief.imageId === null ? '' : fact('AMI', named(brief.imageId))}
${brief.templateOpen ? fact('Template', html`still launches IMDSv1`) : ''}
${fact('Known since', dated(brief.openedAt, now))}
${fact('Case', html`<code>${named(brief.id, 600)}</code>`)}
</dl>`;
};

const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** A link only where the ids are what they ought to be. */
const ticket = (id: string, region: string): Html =>
  /^oi-[0-9a-f]{8,40}$/.test(id) && isRegion(region)
    ? html`<a rel="noreferrer" href="https://${region}.console.aws.amazon.com/systems-manager/opsitems/${id}?region=${region}">${id}</a>`
    : named(id);

const census = ({ case: { census: counts } }: Shown): Html => {
  const some = phases.filter((phase) => counts[phase] > 0);
  return some.length === 0
    ? html`<span class="soft">none</span>`
    : html`<ul class="plain">${some.map((phase) => html`<li>${PHASES[phase].label}: ${number(counts[phase])}</li>`)}</ul>`;
};
