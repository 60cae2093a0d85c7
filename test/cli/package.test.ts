import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { emptyDirectory, runNode } from './support.ts';

const execute = promisify(execFile);

test('what npm packs is the whole command, and nothing else: it needs no other package', async () => {
  const directory = await emptyDirectory();
  await execute('npm', ['pack', '--silent', '--pack-destination', directory]);
  const [packed = ''] = await readdir(directory);
  await execute('tar', ['-xzf', packed], { cwd: directory });
  const root = join(directory, 'package');
  const inside = (await readdir(root)).filter((name) => !/^(README|LICENSE)/.test(name));
  expect(inside.sort()).toEqual(['bin', 'dist-cli', 'docs', 'package.json']);

  const command = join(root, 'bin/imdsv2.mjs');
  const env = { HOME: directory, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
  const help = await runNode([command, '--help'], env);
  expect(help).toMatchObject({ status: 0, err: '' });
  expect(help.out).toMatch(/^Usage: imdsv2 /);
  // As far as it gets without credentials, which is past the SDK's chain of providers.
  expect(await runNode([command, 'status'], env)).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringMatching(/^error \(no-credentials\): /),
  });
});
