/**
 * How long a function takes to start, as a ratio to an empty one. By itself: `node bench/start.ts`.
 *
 * Milliseconds drift with the machine, ratios of interleaved runs do not: each round starts every variant once in a
 * fresh process, and the quickest of 20 counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundle } from '../scripts/bundle/bundle.ts';
import { replaceFiles } from '../scripts/bundle/replace-files.ts';
import type { Line } from './main.ts';

const ROUNDS = 20;
const BUDGET = 3.5;

const EMPTY = 'an empty function';

export async function startRatios(): Promise<readonly Line[]> {
  const directory = await mkdtemp(join(tmpdir(), 'start-'));
  try {
    const { metafile, outputFiles } = await bundle();
    const built = outputFiles.map(({ path, contents }): [string, Uint8Array] => [basename(path), contents]);
    const empty: [string, Uint8Array] = ['empty.mjs', Buffer.from('export const handler = async () => null;\n')];
    await replaceFiles(directory, new Map([...built, empty]));
    const quickest = measure(directory, variantsOf(metafile));
    const base = quickest.get(EMPTY) ?? Number.NaN;
    return [...quickest].flatMap(([name, ms]) =>
      name === EMPTY
        ? []
        : [{ what: `start of ${name}, against an empty function`, is: Number((ms / base).toFixed(2)), budget: BUDGET }],
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The files that each variant loads, in their order. */
function variantsOf(metafile: Metafile): ReadonlyMap<string, readonly string[]> {
  const variants = new Map<string, readonly string[]>([[EMPTY, ['empty.mjs']]]);
  for (const entry of functionsIn(metafile)) {
    const name = basename(entry);
    variants.set(`${name} where nothing is to be done`, [name]);
    variants.set(`all of ${name}`, [name, ...loadedLater(metafile, entry).map((path) => basename(path))]);
  }
  return variants;
}

function functionsIn({ outputs }: Metafile): readonly string[] {
  return Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.startsWith('handlers/'));
}

/** What it imports at first need, and what that does; what the SDK would load elsewhere than in Lambda is not among it. */
function loadedLater({ outputs }: Metafile, from: string): readonly string[] {
  const later: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      const ours = outputs[next]?.entryPoint?.startsWith('src/') ?? false;
      if (external || (kind === 'dynamic-import' && !ours)) continue;
      if (kind === 'dynamic-import') later.push(next);
      visit(next);
    }
  };
  visit(from);
  return later;
}

/** The shortest time, in milliseconds, from the start of a process to its end. */
function measure(root: string, variants: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const quickest = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, files] of variants) {
      const script = files.map((file) => `await import(${JSON.stringify(pathToFileURL(join(root, file)).href)});`);
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script.join('')]);
      const took = performance.now() - start;
      if (status !== 0) throw new Error(`${name} does not start: ${stderr}`);
      quickest.set(name, Math.min(took, quickest.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  return quickest;
}

if (import.meta.main) console.table(await startRatios());
