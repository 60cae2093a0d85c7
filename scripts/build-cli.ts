/** Bundles the command line into dist-cli/: with all that it needs, for every Node from 20 on. */
import { glob, utimes } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leanSchemasFor, withoutLogger } from './bundle/plugins.ts';
import { replaceFiles } from './bundle/replace-files.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const begunAt = new Date();

const { outputFiles } = await build({
  entryPoints: { imdsv2: 'cli/main.ts' },
  outdir: 'dist-cli',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  write: false,
  // The one for Node is CommonJS that requires what a module cannot; the other is the same, and a module.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  plugins: [leanSchemasFor(() => glob('{src,cli}/**/*.ts')), withoutLogger],
});

await replaceFiles('dist-cli', new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])));
// What has not changed was not written: the time says what it is up to date with, see bin/imdsv2.mjs.
await utimes('dist-cli/imdsv2.mjs', begunAt, begunAt);
