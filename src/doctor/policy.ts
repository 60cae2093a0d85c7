import { PolicyError, type PolicyFile, parsePolicy } from '../policy/resolve.ts';
import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export interface PolicyFacts {
  readonly parameter: string;
  /** Null: it is not there. */
  readonly text: Seen<string | null>;
}

type Checked = { readonly policy: PolicyFile } | { readonly faults: string };

export function examinePolicy({ parameter, text }: PolicyFacts, region: string): Finding {
  const { ok, warning, failure, unknown } = about('policy', region);
  if (!isSeen(text)) return unknown('whether the policy is valid', text);
  const fix = `Deploy the stack again (npm run deploy), which writes policy.yml; it stands in the parameter ${parameter}.`;
  if (text.known === null) return failure('The policy is not there: nothing is changed without it.', fix);
  const checked = check(text.known);
  if ('faults' in checked) return failure(`Nothing is changed while the policy is wrong. ${checked.faults}`, fix);
  const { base, regions } = checked.policy;
  if (base.mode === 'observe') {
    return warning(
      'The policy is valid and says mode: observe, so that nothing is changed.',
      'When you trust what the journal says: mode: enforce in policy.yml, and deploy.',
    );
  }
  return ok(`The policy is valid and enforces in ${regions === 'all' ? 'all regions' : regions.join(', ')}.`);
}

/** The change calendar that it names; null where it names none, or could not be read. */
export function calendarIn({ text }: PolicyFacts): string | null {
  const checked = isSeen(text) && text.known !== null ? check(text.known) : null;
  if (checked === null || 'faults' in checked) return null;
  const { calendar } = checked.policy.base.enforcement;
  return calendar === 'none' ? null : calendar;
}

/** The regions that it reaches, of those that there are; all of them while nobody knows better. */
export function reachedBy({ text }: PolicyFacts, regions: readonly string[]): readonly string[] {
  const checked = isSeen(text) && text.known !== null ? check(text.known) : null;
  if (checked === null || 'faults' in checked || checked.policy.regions === 'all') return regions;
  const { regions: named } = checked.policy;
  return regions.filter((region) => named.includes(region));
}

function check(text: string): Checked {
  try {
    return { policy: parsePolicy(JSON.parse(text)) };
  } catch (error) {
    if (error instanceof PolicyError || error instanceof SyntaxError) return { faults: oneLine(error.message) };
    throw error;
  }
}

const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('; ')
    .replace(':;', ':');
