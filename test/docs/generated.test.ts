import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generated } from '../../scripts/docs/sections.ts';

test.each(
  Object.entries(generated).flatMap(([file, sections]) =>
    Object.entries(sections).map(([name, render]) => ({ file, name, render })),
  ),
)('$file carries the $name of the code (npm run docs writes it)', async ({ file, name, render }) => {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(`<!-- begin ${name} -->\n\n${render()}\n\n<!-- end ${name} -->`);
});
