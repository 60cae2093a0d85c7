import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Mutation, readMutations, withoutGuard } from './mutations/guards.ts';

/**
 * Takes out one guard after another, each alone and in a copy of the sources, and sees whether the test that stands
 * for it fails. A guard that nobody would miss is no guard, or its test is none.
 *
 *     node scripts/mutations.ts [part of a name …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'coverage', 'reports', '.stryker-tmp']);

/** The sources beside the original's packages; the packaged template comes along, for tests read it. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (from) => resolve(from) === resolve(root) || !LEFT_OUT.has(basename(from)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

const Results = z.object({ numFailedTests: z.int(), numPassedTests: z.int(), success: z.boolean() });
type Results = z.infer<typeof Results>;

/** @throws Error with what vitest said when it could not even run the tests. */
async function runTests(folder: string, files: readonly string[]): Promise<Results> {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    '--bail',
    '1',
    '--testTimeout',
    '60000',
    '--reporter',
    'json',
    '--outputFile',
    report,
    ...files,
  ];
  const said = await output(args, folder);
  try {
    return Results.parse(JSON.parse(readFileSync(report, 'utf8')));
  } catch (cause) {
    throw new Error(`vitest did not run ${files.join(' ')}:\n${said}`, { cause });
  }
}

function output(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => done(Buffer.concat(chunks).toString()));
  });
}

type Verdict = 'killed' | 'survived' | 'misplaced' | 'broken';

/** `broken`: no single test failed, only the file as a whole, which says nothing about the guard. */
async function judge(folder: string, mutation: Mutation): Promise<Verdict> {
  const path = join(folder, mutation.file);
  const source = readFileSync(path, 'utf8');
  const without = withoutGuard(source, mutation);
  if (without === null) return 'misplaced';
  writeFileSync(path, without);
  try {
    const { success, numFailedTests } = await runTests(folder, [mutation.test]);
    if (success) return 'survived';
    return numFailedTests > 0 ? 'killed' : 'broken';
  } finally {
    writeFileSync(path, source);
  }
}

const mutations = readMutations(root).filter(
  ({ name }) => process.argv.length < 3 || process.argv.slice(2).some((part) => name.includes(part)),
);
const folders = Array.from({ length: availableParallelism() }, copySources);
const verdicts: Verdict[] = [];

try {
  const [first = root] = folders;
  const unharmed = await runTests(first, [...new Set(mutations.map(({ test }) => test))]);
  if (!unharmed.success) throw new Error('the tests fail without any mutation');
  const queue = [...mutations];
  await Promise.all(
    folders.map(async (folder) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const verdict = await judge(folder, next);
        verdicts.push(verdict);
        console.log(
          `${verdict.padEnd(9)} ${next.invariant === null ? '  ' : String(next.invariant).padStart(2)}  ${next.name}`,
        );
      }
    }),
  );
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

const killed = verdicts.filter((verdict) => verdict === 'killed').length;
console.log(`${killed} of ${mutations.length} killed`);
process.exitCode = killed > 0 && killed === mutations.length ? 0 : 1;
