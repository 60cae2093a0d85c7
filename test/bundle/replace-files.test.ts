import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFiles } from '../../scripts/bundle/replace-files.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'replace-files-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('the directory then holds these files and no other, and what has not changed was not touched', async () => {
  await writeFile(join(directory, 'same.mjs'), 'same');
  await writeFile(join(directory, 'gone.mjs'), 'gone');
  await utimes(join(directory, 'same.mjs'), 1, 1);
  await replaceFiles(
    directory,
    new Map([
      ['same.mjs', Buffer.from('same')],
      ['new.mjs', Buffer.from('new')],
    ]),
  );
  expect((await readdir(directory)).sort()).toEqual(['new.mjs', 'same.mjs']);
  expect(await readFile(join(directory, 'new.mjs'), 'utf8')).toBe('new');
  expect((await stat(join(directory, 'same.mjs'))).mtimeMs).toBe(1000);
});
