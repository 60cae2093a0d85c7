import { html } from 'hono/html';
import { clean, isInstanceId } from '../../../src/notices/untrusted.ts';
import type { MemberView, Shown } from '../../../src/operators/answer.ts';
import type { Visit } from '../visit.ts';
import { orderForm, reasonField, typedIn } from './forms.ts';
import { counted, encodedId, type Html } from './text.ts';

/** The way back, in one step; nothing where nothing was changed. */
export function rollbackPart(shown: Shown, visit: Visit): Html {
  const changed = shown.members.filter(isChanged);
  return changed.length === 0
    ? html``
    : html`<section aria-labelledby="rollback-heading"><h2 id="rollback-heading">Take the change back</h2>${form(shown, changed, visit)}</section>`;
}

/** By us, and it allowed IMDSv1 before. */
const isChanged = ({ phase, enforced, id }: MemberView): boolean =>
  (phase === 'modifying' || phase === 'watched' || phase === 'secured') &&
  enforced?.before.tokens === 'optional' &&
  isInstanceId(id);

/** As many as a person would choose from. */
const MOST_CHOICES = 100;

function form({ case: { id: caseId } }: Shown, changed: readonly MemberView[], visit: Visit): Html {
  const typed = typedIn(visit, 'rollback')['instance'];
  const choices = changed
    .slice(0, MOST_CHOICES)
    .map(
      ({ id, name }) =>
        html`<option value="${id}"${typed === id ? html` selected` : ''}>only ${id}${name === null ? '' : ` ${clean(name, 60)}`}</option>`,
    );
  return orderForm(
    visit,
    { name: 'rollback', order: 'rollback', hidden: { case: encodedId(caseId) } },
    html`<p>Allows IMDSv1 again where it was allowed before, within seconds and without a restart; also while enforcement is stopped. The workload then counts as used.</p>
<div class="field"><label for="rollback-instance">For</label>
<select id="rollback-instance" name="instance"><option value="">${counted(changed.length, 'instance')} of the workload</option>${choices}</select></div>
${reasonField(visit, 'rollback', 'What has broken. Owner and operators read it.')}
<p class="buttons"><button class="danger">Allow IMDSv1 again</button></p>`,
  );
}
