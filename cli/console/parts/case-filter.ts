import { html } from 'hono/html';
import type { Brief } from '../../../src/domain/brief.ts';
import { clean } from '../../../src/notices/untrusted.ts';
import { type CaseQuery, ownerKey } from '../case-query.ts';
import { type Html, number } from './text.ts';
import { openStates, STATES } from './words.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A plain form: with the script it is sent as one types, without it by its button. */
export const filterForm = (cases: readonly Brief[], query: CaseQuery): Html => html`
<form class="filter" action="/cases" data-filter="cases">
${query.sort === 'until' ? '' : html`<input type="hidden" name="sort" value="${query.sort}">`}
${query.descending ? html`<input type="hidden" name="order" value="desc">` : ''}
<div class="field grow"><label for="text">Text</label>
<input id="text" name="text" type="search" value="${query.text}" maxlength="256" autocomplete="off" spellcheck="false" placeholder="workload, owner, ticket, AMI"></div>
${choose('state', 'State', 'All open', query.state, stateChoices)}
${choose('owner', 'Owner', 'Any', query.owner, ownerChoices(cases))}
${choose('region', 'Region', 'Any', query.region, regionChoices(cases))}
<div class="field"><button>Show</button></div>
</form>`;

const choose = (
  name: string,
  label: string,
  any: string,
  chosen: string | null,
  choices: readonly Choice[],
): Html => html`
<div class="field"><label for="${name}">${label}</label>
<select id="${name}" name="${name}"><option value="">${any}</option>
${choices.map(({ value, label: text }) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`)}</select></div>`;

const stateChoices: readonly Choice[] = [...openStates, 'closed' as const].map((state) => ({
  value: state,
  label: STATES[state].label,
}));

const ownerChoices = (cases: readonly Brief[]): readonly Choice[] =>
  countBy(cases.map(({ owner }) => (owner === null ? null : clean(owner)))).map(([owner, count]) => ({
    value: ownerKey(owner),
    label: `${owner === null ? 'nobody' : clean(owner, 60)} (${number(count)})`,
  }));

const regionChoices = (cases: readonly Brief[]): readonly Choice[] =>
  countBy(cases.map(({ region }) => region)).map(([region, count]) => ({
    value: region ?? '',
    label: `${clean(region ?? '', 40)} (${number(count)})`,
  }));

/** By name; nobody comes last. */
function countBy(values: readonly (string | null)[]): readonly (readonly [string | null, number])[] {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([one], [other]) =>
    one === null ? 1 : other === null ? -1 : one.localeCompare(other, 'en'),
  );
}
