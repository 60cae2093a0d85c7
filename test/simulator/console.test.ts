import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `npm start` in a process of its own. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, ['simulator/main.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close');
  return { child, status: async () => (await ended)[0] };
}

/** Goes on reading afterwards: a command that nobody listens to any more ends with an error. */
async function urlIn(output: Readable): Promise<URL> {
  let seen = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    seen += chunk;
    const [url] = /http:\S+(?=\n)/.exec(seen) ?? [];
    if (url === undefined) continue;
    output.resume();
    return new URL(url);
  }
  throw new Error(`no URL in ${seen}`);
}

test('the console of the simulated account is open until somebody stops it', { timeout: 60_000 }, async () => {
  const { child, status } = start('--console', '--instances', '20', '--days', '2', '--pace', '100');
  const url = await urlIn(child.stdout);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const overview = await fetch(new URL('/', url), { headers: { cookie } });
  expect([overview.status, await overview.text()]).toEqual([200, expect.stringContaining('123456789012')]);
  child.kill('SIGINT');
  expect(await status()).toBe(0);
});

test.each([
  ['--pace', '2'],
  ['--console', '--json'],
  ['--days', 'nine'],
])('%s %s is wrong usage', async (...args) => {
  const { child, status } = start(...args);
  expect(await text(child.stderr)).toContain('npm start');
  expect(await status()).toBe(2);
});
