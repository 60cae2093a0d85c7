import { AwsError, numbered, type Params, text } from './protocol.ts';

export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** What an item offers to a filter of this name; several values when any of them may match. */
type Attributes<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>;

/** @throws AwsError when there are more values than EC2 takes: 200 in one call. */
export function parseFilters(params: Params): Filter[] {
  const filters: Filter[] = [];
  for (let n = 1; ; n++) {
    const name = text(params, `Filter.${n}.Name`);
    if (name === undefined) break;
    filters.push({ name, values: numbered(params, `Filter.${n}.Value`) });
  }
  const total = filters.reduce((sum, { values }) => sum + values.length, 0);
  if (total > 200) {
    throw new AwsError('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
  }
  return filters;
}

/** Filters are joined by AND, the values of one by OR. */
export function matchesFilters<Item>(filters: readonly Filter[], attributes: Attributes<Item>, item: Item): boolean {
  return filters.every(({ name, values }) => {
    const offered = attributes[name];
    if (offered === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return offered(item).some((value) => value !== undefined && values.some((pattern) => matches(pattern, value)));
  });
}

/** `*` stands for any characters, `?` for one or none; a backslash takes the meaning from what follows it. */
function matches(pattern: string, value: string): boolean {
  return /[*?\\]/.test(pattern) ? patternOf(pattern).test(value) : pattern === value;
}

/** The same few are asked of a whole fleet. */
const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const source = pattern.replaceAll(/\\(.)|[\s\S]/g, (found, escaped: string | undefined) => {
    if (found === '*') return '.*';
    if (found === '?') return '.?';
    return (escaped ?? found).replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  const made = new RegExp(`^${source}$`, 's');
  patterns.set(pattern, made);
  return made;
}
