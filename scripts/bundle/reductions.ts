/** What is left out of single files of the SDK. All of it works on their text, and throws where that has another form. */

/**
 * Paths, headers and host names that carry members of a request are for REST: the services in use are spoken to by body
 * alone, and no operation of theirs puts anything before the host name. One that did would fail and say so.
 */
export const withoutHttpBindings = (source: string): string =>
  instead(
    instead(
      source,
      'buildHttpOperationBindings',
      `({ traits = {} }) => { if (translateTraits(traits).endpoint) ${saysSo} return []; }`,
    ),
    'buildHttpBindings',
    `() => { ${saysSo} }`,
  );

/**
 * Of what every protocol can do, services that are spoken to by body alone need neither streams of events nor a prefix to
 * the host's name; that an operation has one is still found out, by its bindings.
 */
export const withoutEventStreams = (source: string): string =>
  EVENT_STREAMS.reduce(
    (text, name) => withMethod(text, name, `() { ${streams} }`),
    withMethod(source, 'setHostPrefix', '(_request, operation) { getHttpOperationBindings(operation); }'),
  );

const EVENT_STREAMS = [
  'serializeEventStream',
  'deserializeEventStream',
  'loadEventStreamCapability',
  'getEventStreamMarshaller',
  'resolveEventStreamMarshaller',
];
const streams = "throw new Error('Streams of events were left out of the bundle: no operation in use has any');";

/** The form is that of the SDK's sources: a method up to its closing line. */
function withMethod(source: string, name: string, replacement: string): string {
  const form = new RegExp(`^    (?:async )?${name}\\(.*?^    \\}$`, 'ms');
  if (!form.test(source)) throw new Error(`${name} is no longer there to be left out`);
  return source.replace(form, () => `    ${name}${replacement}`);
}

const saysSo = "throw new Error('HTTP bindings were left out of the bundle: no operation in use has any');";

/** The form is that of the SDK's sources: a constant that is an arrow function, up to its closing line. */
function instead(source: string, name: string, replacement: string): string {
  const form = new RegExp(`^const ${name} = \\([^)]*\\) => \\{$.*?^\\};$`, 'ms');
  if (!form.test(source)) throw new Error(`${name} is no longer there to be left out`);
  return source.replace(form, () => `const ${name} = ${replacement};`);
}

/**
 * Regions are named one by one, with a description that nobody reads; the pattern of a partition knows its regions too,
 * those of tomorrow among them. The pseudo regions, such as aws-global, no function is ever in.
 */
export function withoutRegions(source: string): string {
  const [, info] = /^export const partitionsInfo = (\{.*\});\s*$/s.exec(source) ?? [];
  if (info === undefined) throw new Error('the partitions are no longer there to be left out');
  const text = JSON.stringify(JSON.parse(info), (key, value: unknown) => (key === 'regions' ? {} : value));
  return `export const partitionsInfo = ${text};`;
}
