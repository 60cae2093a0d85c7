import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../events/', import.meta.url);

export const OWN = { accountId: '123456789012', stackName: 'imdsv2-remediator-live' };

/** Names of all samples, without `.json`, in alphabetical order. */
export const sampleNames = (): string[] =>
  readdirSync(fileURLToPath(folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

export const readSample = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

/** The names in the first column of events/README.md. */
export const describedNames = (): string[] =>
  [...readFileSync(new URL('README.md', folder), 'utf8').matchAll(/^\| `([a-z0-9-]+)` +\|/gm)]
    .flatMap(([, name]) => name ?? [])
    .sort();

type Path = readonly (string | number)[];

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths of all values inside, the whole first. */
export function paths(value: unknown, here: Path = []): Path[] {
  if (Array.isArray(value)) return [here, ...value.flatMap((item, at) => paths(item, [...here, at]))];
  if (isObject(value)) return [here, ...Object.entries(value).flatMap(([key, item]) => paths(item, [...here, key]))];
  return [here];
}

/** A copy with one value replaced; undefined stands for a field that is absent. */
export function replaceAt(value: unknown, [at, ...rest]: Path, by: unknown): unknown {
  if (at === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === at ? replaceAt(item, rest, by) : item));
  if (isObject(value)) return { ...value, [at]: replaceAt(value[at], rest, by) };
  return value;
}
