import { html } from 'hono/html';
import {
  DAY,
  type Duration,
  duration,
  formatInstant,
  type Instant,
  instant,
  parseDuration,
  TimeError,
} from '../../../src/domain/time.ts';
import { clean, isInstanceId } from '../../../src/notices/untrusted.ts';
import { span } from '../../../src/notices/words.ts';
import type { Shown } from '../../../src/operators/answer.ts';
import { stillOpen } from '../select-cases.ts';
import type { Visit } from '../visit.ts';
import { orderForm, reasonField, typedIn } from './forms.ts';
import { rollbackPart } from './rollback.ts';
import { counted, encodedId, type Html } from './text.ts';

/** What can be ordered about the case: before it is changed to ask and to enforce, afterwards to take it back. */
export const caseOrders = (shown: Shown, visit: Visit): Html =>
  html`${openOrders(shown, visit)}${rollbackPart(shown, visit)}`;

const openOrders = (shown: Shown, visit: Visit): Html =>
  stillOpen(shown.case) === 0
    ? html``
    : html`<section aria-labelledby="ask"><h2 id="ask">Ask for more time</h2>${requestForm(shown, visit)}</section>
<section aria-labelledby="enforce-heading"><h2 id="enforce-heading">Require IMDSv2 without waiting</h2>${enforceForm(shown, visit)}</section>`;

function requestForm(shown: Shown, visit: Visit): Html {
  const { case: brief, now } = shown;
  const typed = typedIn(visit, 'request');
  const longest = longestOf(shown);
  const last = dayOf(now, duration(longest - DAY));
  const suggested = dayOf(now, duration(Math.min(30 * DAY, longest - DAY)));
  return orderForm(
    visit,
    { name: 'request', order: 'request', hidden: { case: encodedId(brief.id), region: brief.region } },
    html`
<div class="field"><label for="request-instance">For</label>
<select id="request-instance" name="instance"><option value="">the whole workload</option>${instances(shown).map(
      ({ id, name }) =>
        html`<option value="${id}"${typed['instance'] === id ? html` selected` : ''}>only ${id}${name === null ? '' : ` ${clean(name, 60)}`}</option>`,
    )}</select></div>
<div class="field"><label for="request-owner">Owner</label>
<input id="request-owner" name="owner" required maxlength="256" autocomplete="off" value="${typed['owner'] ?? (brief.owner === null ? '' : clean(brief.owner))}"></div>
<div class="field"><label for="request-until">Until the end of</label>
<input id="request-until" name="until" type="date" required min="${dayOf(now, DAY)}" max="${last}" value="${typed['until'] ?? suggested}" aria-describedby="request-until-hint">
<p class="hint" id="request-until-hint">At most ${span(longest)}. An exception always ends.</p></div>
${reasonField(visit, 'request', 'What still needs IMDSv1, and what is being done about it.')}
<p class="buttons"><button class="main">Ask for an exception</button></p>`,
  );
}

const enforceForm = ({ case: brief }: Shown, visit: Visit): Html =>
  orderForm(
    visit,
    { name: 'enforce', order: 'enforce', hidden: { case: encodedId(brief.id) } },
    html`<p>Requires IMDSv2 on ${counted(stillOpen(brief), 'instance')} on your word, whatever the evidence says${brief.calls > 0 ? html`: <strong>${counted(brief.calls, 'call')} would have failed in the lookback</strong>` : ''}.</p>
${reasonField(visit, 'enforce', 'How you know that nothing breaks.')}
<p class="check"><input type="checkbox" id="enforce-sure" name="sure" value="yes" required> <label for="enforce-sure">I am sure. Calls without a token then fail.</label></p>
<p class="buttons"><button class="danger">Require IMDSv2 now</button></p>`,
  );

/** As many as a person would choose from, none that is gone. */
const instances = ({ members }: Shown) =>
  members.filter(({ id, goneAt }) => goneAt === null && isInstanceId(id)).slice(0, 100);

/** The date of `now` and so much more, in UTC. */
const dayOf = (now: Instant, more: Duration): string => formatInstant(instant(now + more)).slice(0, 10);

const DEFAULT_LONGEST = duration(90 * DAY);

/** Policy `exceptions.longest`, which the stack holds everybody to; here it only bounds the calendar. */
function longestOf({ policy: { rules } }: Shown): Duration {
  const exceptions = rules['exceptions'];
  if (typeof exceptions !== 'object' || exceptions === null || !('longest' in exceptions)) return DEFAULT_LONGEST;
  const { longest } = exceptions;
  if (typeof longest !== 'string') return DEFAULT_LONGEST;
  try {
    return parseDuration(longest);
  } catch (error) {
    if (error instanceof TimeError) return DEFAULT_LONGEST;
    throw error;
  }
}
