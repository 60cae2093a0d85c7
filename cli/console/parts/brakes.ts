import { html } from 'hono/html';
import type { Brake } from '../../../src/domain/permission.ts';
import type { Instant } from '../../../src/domain/time.ts';
import type { Overview } from '../../../src/operators/answer.ts';
import type { Visit } from '../visit.ts';
import { orderForm, reasonField } from './forms.ts';
import { type Html, named, person } from './text.ts';
import { dated } from './times.ts';

/** What stops enforcement for the whole account, with who did it and why; nothing where nothing does. */
export const brakesPart = ({ paused, breaker, now }: Overview): Html => html`
${paused === null ? '' : brake('Enforcement is paused.', paused, now)}
${breaker === null ? '' : brake('The breaker is open: no instance is changed.', breaker, now)}`;

const brake = (
  what: string,
  { actor, at, reason }: Brake,
  now: Instant,
): Html => html`<div class="notice warn" role="status">
<p><strong>${what}</strong> ${named(reason, 500)}</p>
<p class="soft">By ${person(actor)}, ${dated(at, now)}. Decisions, tickets and notices go on.</p>
</div>`;

export const enforcementPart = ({ paused, breaker }: Overview, visit: Visit): Html =>
  paused === null && breaker === null
    ? html`<p>Enforcement runs. Pausing stops every change to an instance in this account, at once and until somebody resumes it; deadlines, tickets and notices go on.</p>
${orderForm(
  visit,
  { name: 'pause', order: 'pause' },
  html`${reasonField(visit, 'pause', 'For those who wonder why nothing happens.')}<button class="danger">Pause enforcement</button>`,
)}`
    : html`<p>Enforcement is stopped. Resuming ends ${stops(paused, breaker)} and lets every change go on that has become due in the meantime, at the pace that policy allows.</p>
${orderForm(
  visit,
  { name: 'resume', order: 'resume' },
  html`${reasonField(visit, 'resume', 'What has changed since it was stopped.')}<button class="main">Resume enforcement</button>`,
)}`;

const stops = (paused: Brake | null, breaker: Brake | null): string =>
  [...(paused === null ? [] : ['the pause']), ...(breaker === null ? [] : ['what the breaker stopped'])].join(' and ');
