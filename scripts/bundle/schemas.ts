/** What the product's sources name. */
export interface Named {
  /** In code or in a text: a member that is read, an error whose code is compared. */
  readonly words: ReadonlySet<string>;
  /** In code alone, where a class is asked for. */
  readonly names: ReadonlySet<string>;
}

/** What of the SDK's schema files a bundler cannot leave out by itself. All of it works on their text. */
export const leaner = (source: string, named: Named): string =>
  onlyMembers(withoutErrors(literalKeys(source), named), 'Instance', named.words);

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
 * message. So a class has to stay where the product asks for it, and where the older query protocol has a code of its
 * own for it and the product compares one of the two.
 */
export function withoutErrors(source: string, { words, names }: Named): string {
  const withCode = /^export var (\w+)\$ = \[-3,[^;]*?"awsQueryError": \[`(\w+)`/gm;
  const codes = new Map([...source.matchAll(withCode)].map(([, name = '', code = '']) => [name, code]));
  const stays = (name: string): boolean => {
    const code = codes.get(name) ?? name;
    return names.has(name) || (code !== name && (words.has(name) || words.has(code)));
  };
  return source.replaceAll(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name: string) =>
    stays(name) ? line : '',
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
