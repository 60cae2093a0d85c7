import { gzipSync } from 'node:zlib';
import type { Metafile, OutputFile } from 'esbuild';

const KB = 1024;

/** What a function may weigh; the reasons stand in docs/bundling.md. */
export const budgets = {
  /** What a function loads that talks to AWS. */
  whole: { bytes: 420 * KB, gzip: 125 * KB },
  /** What it loads for an event that needs no AWS call; nothing of it may be a client of the SDK. */
  idle: { bytes: 120 * KB, clients: 0 },
  /** All of client-ec2: more means that the schema plugin no longer works. */
  ec2Client: { bytes: 60 * KB },
};

export interface Weight {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
  readonly idleBytes: number;
  readonly idleClientBytes: number;
  readonly ec2ClientBytes: number;
}

/** What each entry loads: at once, and with everything it imports later. */
export function weigh(metafile: Metafile, files: readonly OutputFile[]): readonly Weight[] {
  const contents = new Map(files.map((file) => [file.path, file.contents]));
  const bytesOf = (paths: Iterable<string>) => [...paths].flatMap((path) => contentsOf(contents, path));
  return Object.entries(metafile.outputs).flatMap(([path, output]) => {
    if (output.entryPoint === undefined || !output.entryPoint.startsWith('handlers/')) return [];
    const idle = reach(metafile, path, ['import-statement']);
    const whole = reach(metafile, path, ['import-statement', 'dynamic-import']);
    return [
      {
        name: path,
        bytes: sum(bytesOf(whole).map((content) => content.byteLength)),
        gzip: sum(bytesOf(whole).map((content) => gzipSync(content).byteLength)),
        idleBytes: sum(bytesOf(idle).map((content) => content.byteLength)),
        idleClientBytes: bytesOfInputs(metafile, idle, '@aws-sdk/client-'),
        ec2ClientBytes: bytesOfInputs(metafile, whole, '@aws-sdk/client-ec2/'),
      },
    ];
  });
}

/** One line for each budget that is not held. */
export function faultsOf(weights: readonly Weight[]): readonly string[] {
  return weights.flatMap(({ name, bytes, gzip, idleBytes, idleClientBytes, ec2ClientBytes }) => [
    ...over(name, 'bytes', bytes, budgets.whole.bytes),
    ...over(name, 'bytes gzipped', gzip, budgets.whole.gzip),
    ...over(name, 'bytes for an event that needs no AWS call', idleBytes, budgets.idle.bytes),
    ...over(name, 'bytes of SDK clients for such an event', idleClientBytes, budgets.idle.clients),
    ...over(name, 'bytes of client-ec2', ec2ClientBytes, budgets.ec2Client.bytes),
  ]);
}

const over = (name: string, what: string, is: number, budget: number): readonly string[] =>
  is <= budget ? [] : [`${name}: ${is} ${what}, the budget is ${budget}`];

function reach(metafile: Metafile, from: string, kinds: readonly string[], seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const { path, kind, external } of metafile.outputs[from]?.imports ?? []) {
    if (!external && kinds.includes(kind)) reach(metafile, path, kinds, seen);
  }
  return seen;
}

/** What inputs whose path contains `part` come to in these outputs. */
const bytesOfInputs = (metafile: Metafile, outputs: Iterable<string>, part: string): number =>
  sum(
    [...outputs]
      .flatMap((output) => Object.entries(metafile.outputs[output]?.inputs ?? {}))
      .flatMap(([input, { bytesInOutput }]) => (input.includes(part) ? [bytesInOutput] : [])),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** esbuild names outputs relative to the working directory and files absolutely. */
const contentsOf = (contents: ReadonlyMap<string, Uint8Array>, path: string): readonly Uint8Array[] =>
  [...contents].flatMap(([file, content]) => (file.endsWith(`/${path}`) ? [content] : []));
