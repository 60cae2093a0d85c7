/** What the lanes need beside Node. It is installed once, into the user's cache, from the ordinary registries. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

/** Where a tool is, or why it cannot be had here. */
export type Had<T> = { readonly tool: T } | { readonly missing: string };

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'imdsv2-remediator-e2e');
const UV = 'uv==0.13.9';

/** What an account said and was asked the last time, to be read when its lane failed. */
export async function keepLog(name: string, text: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, `${name}.log`), text);
}

/** A Python with everything in requirements.txt. */
export async function python(): Promise<Had<string>> {
  const requirements = join(import.meta.dirname, '../python/requirements.txt');
  const wanted = `${UV}\n${await readFile(requirements, 'utf8')}`;
  return cached('python', wanted, 'bin/python', async (folder) => {
    const made = await run('python3', ['-m', 'venv', folder]);
    if (made.status !== 0) return reason('python3 with venv', made.output);
    const bin = join(folder, 'bin');
    // uv is on PyPI too, and takes seconds where pip takes half a minute.
    const uv = await run(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', UV]);
    if (uv.status !== 0) return reason('uv from PyPI', uv.output);
    const synced = await run(join(bin, 'uv'), [
      ...['pip', 'install', '--quiet', '--python', join(bin, 'python')],
      ...['--requirements', requirements],
    ]);
    return synced.status === 0 ? undefined : reason('packages from PyPI', synced.output);
  });
}

/** A folder with a Maven artifact and all that it needs. */
export async function jars(artifact: string): Promise<Had<string>> {
  const [groupId = '', artifactId = '', version = ''] = artifact.split(':');
  const java = await run('java', ['-version']);
  if (java.status !== 0) return { missing: 'no java' };
  return cached(artifactId, artifact, '', async (folder) => {
    await mkdir(folder, { recursive: true });
    const dependency = { groupId, artifactId, version };
    const inside = Object.entries(dependency).map(([name, value]) => `<${name}>${value}</${name}>`);
    const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>e2e</groupId><artifactId>e2e</artifactId><version>1</version><dependencies><dependency>${inside.join('')}</dependency></dependencies></project>`;
    await writeFile(join(folder, 'pom.xml'), pom);
    const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    const copied = await run(
      'mvn',
      ['--batch-mode', '--quiet', copy, '-DoutputDirectory=.', '-DincludeScope=runtime'],
      {
        cwd: folder,
      },
    );
    return copied.status === 0 ? undefined : reason('Maven', copied.output);
  });
}

/** Java's compiler: a runtime alone cannot compile the few lines of the lane event-ruler. */
export async function javac(): Promise<Had<string>> {
  const { status } = await run('javac', ['-version']);
  return status === 0 ? { tool: 'javac' } : { missing: 'no javac' };
}

/** What is made whole or not at all, and made anew when what was wanted has changed. */
async function cached(
  name: string,
  wanted: string,
  result: string,
  make: (folder: string) => Promise<string | undefined>,
): Promise<Had<string>> {
  const folder = join(cache, `${name}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
  const whole = join(folder, '.whole');
  if (existsSync(whole)) return { tool: join(folder, result) };
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const missing = await make(folder);
  if (missing !== undefined) return { missing };
  await writeFile(`${whole}.new`, wanted);
  await rename(`${whole}.new`, whole);
  return { tool: join(folder, result) };
}

/** The last line says most. */
const reason = (what: string, output: string): string =>
  `${what} cannot be had here (${output.trim().split('\n').at(-1)?.slice(0, 160) || 'not found'})`;
