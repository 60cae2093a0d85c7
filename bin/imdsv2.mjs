#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = new URL('../dist-cli/imdsv2.mjs', import.meta.url);

/** Of a clone: what the command is made of. A package from the registry holds dist-cli alone. */
const SOURCES = ['cli', 'src', 'scripts/build-cli.ts', 'scripts/bundle', 'package.json'];
const isClone = ['cli', 'src', 'node_modules/esbuild'].every((path) => existsSync(join(root, path)));

if (isClone && isStale()) build();
if (!existsSync(built)) {
  console.error('imdsv2 is not built: run "npm ci" where its sources are.');
  process.exit(1);
}
await import(built.href);

function isStale() {
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  return SOURCES.some((source) => newest(join(root, source)) > builtAt);
}

function newest(path) {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  // A directory is newer when something in it was added or taken away.
  const inside = readdirSync(path, { recursive: true });
  return Math.max(statSync(path).mtimeMs, ...inside.map((name) => statSync(join(path, name)).mtimeMs));
}

/** The build is TypeScript, for which a Node that knows it comes with the packages. */
function build() {
  const node = join(root, 'node_modules/node/bin/node');
  const { status, stderr, error } = spawnSync(existsSync(node) ? node : process.execPath, ['scripts/build-cli.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return;
  console.error(`imdsv2 could not be built from its sources: ${error?.message ?? stderr}`);
  process.exit(1);
}
