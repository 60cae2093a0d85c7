import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

export interface Ran {
  readonly status: number | null;
  /** Both streams, as they came. */
  readonly output: string;
  readonly stdout: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Written to its standard input. */
  readonly input?: string;
}

/** Runs a command to its end; one that is not there has the status null. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, timeoutMs = 180_000, input = '' } = options;
  const child = spawn(command, args, {
    stdio: 'pipe',
    timeout: timeoutMs,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  });
  const [output, stdout] = [gather(child.stdout, child.stderr), gather(child.stdout)];
  child.stdin.on('error', () => {}).end(input);
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  return { status, output: output(), stdout: stdout() };
}

export interface Server {
  /** What it has printed so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server in a process group of its own, and waits until it answers at `url`. */
export async function serve(
  command: string,
  args: readonly string[],
  { url, env, cwd }: { readonly url: string; readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Server> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = gather(child.stdout, child.stderr);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const kill = (): void => signal(child, 'SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    if (ended()) return;
    const gone = once(child, 'exit');
    signal(child, 'SIGTERM');
    const late = setTimeout(kill, 5_000);
    await gone;
    clearTimeout(late);
  };
  try {
    await until(`${command} answers at ${url}`, async () => {
      if (ended()) throw new Error(`${command} ended: ${failure?.message ?? output()}`);
      return fetch(url).then(
        () => true,
        () => undefined,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { output, stop };
}

/** To the process and whatever it started. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Gone already.
  }
}

function gather(...streams: readonly Readable[]): () => string {
  const chunks: Buffer[] = [];
  for (const stream of streams) stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Long enough for a busy machine. */
const PATIENCE_MS = 1000 * Number(process.env['E2E_PATIENCE_S'] ?? 60);

/** Asks again until there is an answer. Another process is waited for, whose clock is the real one. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`);
    await wait(500);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
