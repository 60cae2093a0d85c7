/** Writes the parts of README.md and docs/ that are made from code; test/docs asserts that they are up to date. */
import { readFile, writeFile } from 'node:fs/promises';
import { generated } from './docs/sections.ts';

for (const [file, sections] of Object.entries(generated)) {
  let text = await readFile(file, 'utf8');
  for (const [name, render] of Object.entries(sections)) text = replaceSection(text, name, render());
  await writeFile(file, text);
}

function replaceSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`no section ${name}`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
