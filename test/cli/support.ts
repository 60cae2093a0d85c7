import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { UrlCaller } from '../../simulator/aws/function-url.ts';
import { shellOf } from '../simulator/aws/callers.ts';

const COMMAND = fileURLToPath(new URL('../../bin/imdsv2.mjs', import.meta.url));

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A directory of its own, gone when the test ends. */
export async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'imdsv2-'));
  onTestFinished(async () => await rm(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * The command as it is installed, in a process of its own. It is not waited for synchronously: the embedded AWS, which
 * it asks, lives in this one.
 */
export const runNode = (args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin?.end();
  });

/** A person at their shell, with their own keys: `shell('status', '--format', 'json')`. */
export async function shellOfPerson(
  who: UrlCaller,
  endpoint: string,
  more: Readonly<Record<string, string | undefined>> = {},
) {
  const home = await emptyDirectory();
  const env = { ...shellOf(who, endpoint, home), ...more };
  return (...args: readonly string[]): Promise<Ended> => runNode([COMMAND, ...args], env);
}

/** A command that goes on until it is ended, at the latest with the test. */
export async function startForPerson(who: UrlCaller, endpoint: string, args: readonly string[]) {
  const env = shellOf(who, endpoint, await emptyDirectory());
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
