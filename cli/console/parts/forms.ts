import { html } from 'hono/html';
import type { Fields } from '../flashes.ts';
import type { OrderKind } from '../orders.ts';
import type { Visit } from '../visit.ts';
import type { Html } from './text.ts';

interface OrderForm {
  /** Unique on its page: by it a refused form finds what was typed. */
  readonly name: string;
  /** Where it is sent; its buttons may say otherwise. */
  readonly order: OrderKind;
  readonly hidden?: Fields;
  readonly label?: string;
}

/** A form that orders something: by POST, with the id of the order and the token that no other page knows. */
export const orderForm = (visit: Visit, { name, order, hidden = {}, label }: OrderForm, content: Html): Html => html`
<form class="order" method="post" action="/orders/${order}" id="${name}"${label === undefined ? '' : html` aria-label="${label}"`}>
<input type="hidden" name="token" value="${visit.token}">
<input type="hidden" name="id" value="${visit.newId()}">
<input type="hidden" name="here" value="${visit.here}">
<input type="hidden" name="form" value="${name}">
${Object.entries(hidden).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}
${content}
</form>`;

/** What was typed into a form that was refused; nothing for any other form. */
export const typedIn = ({ flash }: Visit, form: string): Fields =>
  flash?.kind === 'refused' && flash.fields['form'] === form ? flash.fields : {};

/** Everything that is ordered has a reason, which is kept for good. */
export const reasonField = (visit: Visit, form: string, hint: string): Html => html`
<div class="field">
<label for="${form}-reason">Your reason</label>
<textarea id="${form}-reason" name="reason" rows="2" required maxlength="500" aria-describedby="${form}-hint">${typedIn(visit, form)['reason'] ?? ''}</textarea>
<p class="hint" id="${form}-hint">${hint}</p>
</div>`;
