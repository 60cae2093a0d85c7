/** What of the SDK's schema files a bundler cannot leave out by itself. All of it works on their text. */
export const leaner = (source: string, named: ReadonlySet<string>): string =>
  onlyMembers(withoutErrors(literalKeys(source), named), 'Instance', named);

const literalsIn = (source: string): ReadonlyMap<string, string> =>
  new Map([...source.matchAll(/^const (_\w+) = "([^"]*)";$/gm)].map(([, name = '', text = '']) => [name, text]));

/**
 * Constants are built with computed keys (`{ [_xN]: _aT }`), which a bundler must take for side effects, so that every
 * schema of a client stays. With the key written out it may drop what no command uses.
 */
export function literalKeys(source: string): string {
  const literals = literalsIn(source);
  return source.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const literal = literals.get(name);
    return literal === undefined ? key : `${JSON.stringify(literal)}:`;
  });
}

/**
 * Every error class of a service is registered as its schemas are loaded, so that all of them stay. One that is not
 * registered arrives as the service's base exception under the code that came over the wire, with status, fault and
 * message: what nobody names, neither by its class nor by a code of the older query protocol, can do without the class.
 */
export function withoutErrors(source: string, named: ReadonlySet<string>): string {
  const withCode = /^export var (\w+)\$ = \[-3,[^;]*?"awsQueryError": \[`(\w+)`/gm;
  const codes = new Map([...source.matchAll(withCode)].map(([, name = '', code = '']) => [name, code]));
  return source.replaceAll(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name: string) =>
    named.has(name) || named.has(codes.get(name) ?? name) ? line : '',
  );
}

/**
 * DescribeInstances shows some sixty members of an instance, and whole trees hang on them. What is not in the schema is
 * passed over when the answer is read, and a member that nobody names cannot be missed.
 */
export function onlyMembers(source: string, shape: string, named: ReadonlySet<string>): string {
  const literals = literalsIn(source);
  const form = new RegExp(
    `^(export var ${shape}\\$ = \\[3, n0, _\\w+,\\s+0,\\s+\\[)([^\\]]*)(\\],\\s+\\[)([^;]*)(\\]\\s+\\];)$`,
    'm',
  );
  return source.replace(form, (whole, head: string, names: string, between: string, types: string, tail: string) => {
    const typeOf = listed(types);
    const members = listed(names).map((name, index) => ({ name, type: typeOf[index] }));
    if (members.length !== typeOf.length) return whole;
    const kept = members.filter(({ name }) => named.has(literals.get(name.trim()) ?? name));
    return `${head}${kept.map(({ name }) => name)}${between}${kept.map(({ type }) => type)}${tail}`;
  });
}

/** The elements of a list in its source form, without the brackets around it. */
function listed(source: string): readonly string[] {
  const elements = [''];
  let depth = 0;
  for (const character of source) {
    if ('[{('.includes(character)) depth += 1;
    if (')}]'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) elements.push('');
    else elements.push(`${elements.pop()}${character}`);
  }
  return elements;
}
