import type { Metafile, OutputFile } from 'esbuild';
import { expect, test } from 'vitest';
import { budgets, faultsOf, type Weight, weigh } from '../../scripts/bundle/budgets.ts';

const light: Weight = {
  name: 'dist/sweep.mjs',
  bytes: budgets.whole.bytes,
  gzip: budgets.whole.gzip,
  idleBytes: budgets.idle.bytes,
  idleClientBytes: 0,
  ec2ClientBytes: budgets.ec2Client.bytes,
};

test('a function that weighs just what it may has no fault', () => {
  expect(faultsOf([light])).toEqual([]);
});

test.each([
  ['bytes', 'bytes'],
  ['gzip', 'bytes gzipped'],
  ['idleBytes', 'bytes for an event that needs no AWS call'],
  ['idleClientBytes', 'bytes of SDK clients for such an event'],
  ['ec2ClientBytes', 'bytes of client-ec2'],
] as const)('one byte too much of %s is named with function and budget', (key, what) => {
  const heavy = { ...light, [key]: light[key] + 1 };
  expect(faultsOf([light, heavy])).toEqual([`dist/sweep.mjs: ${light[key] + 1} ${what}, the budget is ${light[key]}`]);
});

test('a function weighs what it loads at once and later; an event that needs nothing loads the first part only', () => {
  const files = { 'dist/sweep.mjs': 'at once;', 'dist/shared.mjs': 'shared;', 'dist/later.mjs': 'later;' };
  const [weight, ...others] = weigh(metafile, outputs(files));
  expect(others).toEqual([]);
  expect(weight).toMatchObject({ name: 'dist/sweep.mjs', bytes: 8 + 7 + 6, idleBytes: 8 + 7, idleClientBytes: 0 });
  expect(weight?.ec2ClientBytes).toBe(4);
});

const output = (
  imports: Metafile['outputs'][string]['imports'],
  inputs: Record<string, number>,
  entryPoint?: string,
) => ({
  bytes: 0,
  imports,
  exports: [],
  inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
  ...(entryPoint === undefined ? {} : { entryPoint }),
});

const metafile: Metafile = {
  inputs: {},
  outputs: {
    'dist/sweep.mjs': output(
      [
        { path: 'dist/shared.mjs', kind: 'import-statement' },
        { path: 'dist/later.mjs', kind: 'dynamic-import' },
        { path: 'node:crypto', kind: 'import-statement', external: true },
      ],
      { 'handlers/sweep.ts': 8 },
      'handlers/sweep.ts',
    ),
    'dist/shared.mjs': output([], { 'src/shared.ts': 7 }),
    'dist/later.mjs': output(
      [{ path: 'dist/shared.mjs', kind: 'import-statement' }],
      { 'src/later.ts': 2, 'node_modules/@aws-sdk/client-ec2/dist-es/EC2Client.js': 4 },
      'src/later.ts',
    ),
  },
};

const outputs = (files: Readonly<Record<string, string>>): OutputFile[] =>
  Object.entries(files).map(([path, text]) => ({
    path: `/anywhere/${path}`,
    text,
    hash: '',
    contents: Buffer.from(text),
  }));
