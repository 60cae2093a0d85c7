import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGION } from './host/deployed.ts';
import { YOU } from './host/doors.ts';

export interface Opening {
  /** Of the embedded AWS. */
  readonly endpoint: string;
  readonly root: string;
  /** Ends the command as well. */
  readonly over: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs `imdsv2 console` as an operator of the simulated account until it ends or somebody presses Ctrl-C. It is the real
 * command in a process of its own, with a home that holds nobody's settings.
 *
 * @throws Error when it ended by itself.
 */
export async function openConsole({ endpoint, root, over, out, err }: Opening): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'imdsv2-home-'));
  let isStopped = false;
  const child = spawn(process.execPath, [join(root, 'bin/imdsv2.mjs'), 'console', '--no-open'], {
    env: shellAt(endpoint, home),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: over,
  });
  const stop = (): void => {
    isStopped = true;
    child.kill('SIGINT');
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  child.stdout.on('data', (chunk) => out(String(chunk)));
  child.stderr.on('data', (chunk) => err(String(chunk)));
  try {
    const [status] = await once(child, 'close');
    if (!isStopped) throw new Error(`the console ended by itself (exit status ${status})`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await rm(home, { recursive: true, force: true });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The same for another shell: every command works on this account. */
export const inAnotherShell = (endpoint: string, command: string): string =>
  [
    `AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${REGION}`,
    `AWS_ACCESS_KEY_ID=${YOU.accessKeyId} AWS_SECRET_ACCESS_KEY=${YOU.secretAccessKey} ${command}`,
  ].join(' ');

/** What the operator's shell says to the SDK; nothing of this machine's settings. */
export const shellAt = (endpoint: string, home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  AWS_CONFIG_FILE: join(home, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: YOU.accessKeyId,
  AWS_SECRET_ACCESS_KEY: YOU.secretAccessKey,
});
