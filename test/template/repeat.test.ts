import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';

// Nothing waits here: only a machine that is busy with something else needs longer.
vi.setConfig({ testTimeout: 60_000 });

const Template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.string() })),
});

/** osls stamps the place in its bucket with the time. */
function readPackage(folder: string) {
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  const { Parameters, ...rest } = Template.parse(
    JSON.parse(text.replaceAll(/"serverless\/[\w/-]+\/\d{13}-[^"]+"/g, '"the archive"')),
  );
  const defaults = Object.entries(Parameters).flatMap(([name, { Default }]) =>
    Default === '' ? [] : [[name, Default]],
  );
  return { rest, defaults, archive: readFileSync(join(folder, 'imdsv2-remediator.zip')) };
}

test('packaged again, it is the same byte for byte; what is given changes defaults of parameters and nothing else', () => {
  // osls clears what it packaged before, wherever it is told to put the new: so it works on a copy.
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of ['serverless.yml', 'resources', 'dist']) cpSync(part, join(folder, part), { recursive: true });
  const given = { ForwardedRegions: 'eu-west-1,ap-east-1', OptInRegions: 'ap-east-1', ConfigRule: 'create' };
  const params = Object.entries(given).flatMap(([name, value]) => [
    '--param',
    `${name.charAt(0).toLowerCase()}${name.slice(1)}=${value}`,
  ]);
  const osls = resolve('node_modules/serverless/bin/serverless.js');
  const command = [osls, 'package', ...params];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);

  const [once, again] = [readPackage('.serverless'), readPackage(join(folder, '.serverless'))];
  expect(once.defaults).toEqual([]);
  expect(again.defaults).toEqual(Object.entries(given));
  expect(again.rest).toEqual(once.rest);
  expect(again.archive.equals(once.archive)).toBe(true);
});
