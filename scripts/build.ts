/** Bundles the functions into dist/ and checks the policy: nothing that is wrong or too heavy gets as far as packaging. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { parsePolicy } from '../src/policy/resolve.ts';
import { faultsOf, weigh } from './bundle/budgets.ts';
import { builtinsByNeed, environmentCredentials, literalSchemaKeys } from './bundle/plugins.ts';

/** The largest value of a parameter in Parameter Store's advanced tier. */
const LARGEST_PARAMETER = 8 * 1024;

const policy = await policyText('policy.yml');

const result = await build({
  entryPoints: {
    'on-launch': 'handlers/on-launch.ts',
    'on-noncompliance': 'handlers/on-noncompliance.ts',
    sweep: 'handlers/sweep.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // A stack trace that names functions is worth a few kilobytes.
  keepNames: false,
  legalComments: 'none',
  metafile: true,
  write: false,
  plugins: [literalSchemaKeys, builtinsByNeed, environmentCredentials],
});

const weights = weigh(result.metafile, result.outputFiles);
const faults = faultsOf(weights);
await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
for (const file of result.outputFiles) await writeFile(file.path, file.contents);
await writeFile('dist/policy.txt', policy);
await writeFile('dist/weights.json', `${JSON.stringify(weights, null, 2)}\n`);
for (const { name, bytes, gzip, idleBytes } of weights) {
  console.error(`${name}: ${bytes} bytes (${gzip} gzipped), ${idleBytes} where nothing is to be done`);
}
if (faults.length > 0 && process.env.SKIP_BUDGET === undefined) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

/**
 * The checked policy as one line of JSON. osls resolves `${…}` inside the text of a file, so no dollar sign may stand
 * in it as such.
 */
async function policyText(path: string): Promise<string> {
  const raw: unknown = parse(await readFile(path, 'utf8')) ?? {};
  parsePolicy(raw);
  const text = JSON.stringify(raw).replaceAll('$', '\\u0024');
  if (Buffer.byteLength(text) > LARGEST_PARAMETER)
    throw new RangeError(`${path} is larger than a parameter may be: ${LARGEST_PARAMETER} bytes`);
  return text;
}
