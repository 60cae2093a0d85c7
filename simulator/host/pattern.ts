/** An operator that none of our rules uses has no meaning here: an error, never a guess. */
export class UnknownOperatorError extends Error {
  override readonly name = 'UnknownOperatorError';
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether EventBridge would hand the event to a rule with this pattern (EventBridge user guide, event patterns).
 * Known are exact values, `exists`, `wildcard` and `$or`.
 *
 * @throws UnknownOperatorError when the pattern holds anything else, also where it would not have been looked at.
 */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isFields(pattern)) throw new UnknownOperatorError('a pattern is an object');
  check(pattern);
  return matchesFields(pattern, event);
}

function check(pattern: Fields): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === '$or') for (const branch of branchesOf(wanted)) check(branch);
    else if (isFields(wanted)) check(wanted);
    else if (Array.isArray(wanted)) wanted.filter(isFields).map(operatorOf);
    else throw new UnknownOperatorError(`${name}: neither a list nor an object`);
  }
}

type Operator =
  | { readonly kind: 'exists'; readonly wanted: boolean }
  | { readonly kind: 'wildcard'; readonly like: RegExp };

function operatorOf(matcher: Fields): Operator {
  const { exists, wildcard, ...others } = matcher;
  if (Object.keys(matcher).length === 1 && Object.keys(others).length === 0) {
    if (typeof exists === 'boolean') return { kind: 'exists', wanted: exists };
    if (typeof wildcard === 'string') return { kind: 'wildcard', like: likeOf(wildcard) };
  }
  throw new UnknownOperatorError(`unknown operator: ${JSON.stringify(matcher)}`);
}

function branchesOf(branches: unknown): Fields[] {
  if (Array.isArray(branches) && branches.every(isFields)) return branches;
  throw new UnknownOperatorError('$or: not a list of patterns');
}

function matchesFields(pattern: Fields, value: unknown): boolean {
  // An array in an event matches if one of its elements does; the fields of one pattern must meet in one element.
  if (Array.isArray(value) && value.length > 0) return value.some((element) => matchesFields(pattern, element));
  const fields = isFields(value) ? value : {};
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') return branchesOf(wanted).some((branch) => matchesFields(branch, fields));
    return Array.isArray(wanted)
      ? matchesLeaf(wanted, fields[name])
      : matchesFields(isFields(wanted) ? wanted : {}, fields[name]);
  });
}

function matchesLeaf(wanted: readonly unknown[], value: unknown): boolean {
  const leaves = (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((leaf) => !isFields(leaf));
  return wanted.some((matcher) => (isFields(matcher) ? meets(operatorOf(matcher), leaves) : leaves.includes(matcher)));
}

function meets(operator: Operator, leaves: readonly unknown[]): boolean {
  switch (operator.kind) {
    case 'exists':
      // Only leaves exist: an object under the key does not count.
      return operator.wanted === leaves.length > 0;
    case 'wildcard':
      return leaves.some((leaf) => typeof leaf === 'string' && operator.like.test(leaf));
  }
}

const likeOf = (wildcard: string): RegExp =>
  new RegExp(`^${wildcard.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
