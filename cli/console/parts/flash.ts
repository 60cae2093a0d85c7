import { html } from 'hono/html';
import type { Ordered } from '../../../src/operators/answer.ts';
import type { Flash } from '../flashes.ts';
import { caseLink, type Html, named, said } from './text.ts';
import { troublePart } from './trouble.ts';

/** What came of the order, at the top of the page and read out by screen readers; empty without one. */
export const flashPart = (flash: Flash | null): Html => html`<div id="result" tabindex="-1" aria-live="polite">
${flash === null ? '' : flash.kind === 'done' ? done(flash.ordered) : troublePart(flash.code, flash.message)}
</div>`;

const SHOWN = 5;

const done = ({ said: sentence, cases }: Ordered): Html => html`<div class="notice good" role="status">
<p><strong>Done.</strong> ${said(sentence)}</p>
${cases.length === 0 ? '' : html`<ul>${cases.slice(0, SHOWN).map(follows)}</ul>`}
${cases.length > SHOWN ? html`<p class="soft">and ${cases.length - SHOWN} more</p>` : ''}
</div>`;

const follows = ({ case: brief, carriedOut }: Ordered['cases'][number]): Html =>
  html`<li>${caseLink(brief.id)} in ${named(brief.region)}: ${carriedOut ? 'taken up.' : 'taken up within five minutes, by the next sweep.'}</li>`;
