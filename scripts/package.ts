/** Builds and packages: dist/ and the template in .serverless/, offline and without credentials. */
import { spawnSync } from 'node:child_process';

const quiet = process.argv.includes('--quiet');

for (const [command, ...args] of [
  [process.execPath, 'scripts/build.ts'],
  [process.execPath, 'node_modules/serverless/bin/serverless.js', 'package'],
] as const) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  // Standard output belongs to whoever called: `npm start -- --json` prints one document and nothing else.
  if (!quiet || status !== 0) process.stderr.write(`${stdout}${stderr}`);
  if (status !== 0) process.exit(status ?? 1);
}
