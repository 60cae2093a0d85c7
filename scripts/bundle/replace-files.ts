import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a directory hold exactly these files. Each appears whole or not at all, what has not changed is not touched,
 * and what is gone goes last: whoever runs the functions meanwhile does not see half of a build.
 */
export async function replaceFiles(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(directory, { recursive: true });
  // The order of the names puts chunks before the functions that import them.
  for (const [name, contents] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const path = join(directory, name);
    const before = await readFile(path).catch(() => null);
    if (before?.equals(contents)) continue;
    const whole = `${path}.${process.pid}.tmp`;
    await writeFile(whole, contents);
    await rename(whole, path);
  }
  const gone = (await readdir(directory)).filter((name) => !files.has(name) && !name.endsWith('.tmp'));
  await Promise.all(gone.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}
