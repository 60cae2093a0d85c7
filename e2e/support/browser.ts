import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { onTestFinished, vi } from 'vitest';
import { connect } from '../../cli/connection.ts';
import { serveConsole } from '../../cli/console/serve.ts';
import type { Operator } from '../../cli/operator.ts';
import { makeHandMade } from '../../test/cli/console/hand-made.ts';
import { emptyDirectory } from '../../test/cli/support.ts';
import { callers, shellOf } from '../../test/simulator/aws/callers.ts';
import { ask, inDays } from '../../test/wire/operator-support.ts';
import { caseOf, instanceId, inUse, MINUTE, NOW, startProduct } from '../../test/wire/support.ts';

/** Where Debian and CI have it; another one by CHROMIUM. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/**
 * The whole of it: the functions over the embedded AWS with one workload in its grace window and a request by its owner,
 * and the console as the operator's shell serves it, signing with their keys.
 */
export async function serveStack(tags: Readonly<Record<string, string>> = {}) {
  const product = await startProduct();
  product.inventory.add(inUse(instanceId(1), { tags: { Owner: 'payments', ...tags } }));
  await product.sweepUntil(NOW + 10 * MINUTE);
  const scope = { kind: 'workload', caseId: caseOf(instanceId(1)) } as const;
  const asked = { kind: 'request', scope, owner: 'payments', reason: 'new agent in May', until: inDays(30) } as const;
  await ask(product, asked, callers.omar.userArn, 'requester');
  const home = await emptyDirectory();
  for (const [name, value] of Object.entries(shellOf(callers.dana, product.aws.endpoint, home)))
    vi.stubEnv(name, value);
  return { product, ...(await serve(connect({ stack: 'imdsv2-remediator-live', format: 'table' }, process.env))) };
}

/** The console alone, over a made-up account. */
export async function serveHandMade() {
  const operator = makeHandMade();
  return { operator, ...(await serve(operator)) };
}

async function serve(operator: Operator) {
  const logged: string[] = [];
  const { url, close } = await serveConsole({ operator, port: 0, log: (line) => logged.push(line) });
  onTestFinished(close);
  return { url, logged, at: (path: string) => new URL(path, url).href };
}

/** A browser of its own, let in, that remembers whatever ran or was said to it. */
export async function enter(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  // A machine that does much else is slow, not wrong; each test has its own limit.
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const happened: string[] = [];
  page.on('dialog', async (dialog) => {
    happened.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('pageerror', ({ message }) => happened.push(`error ${message}`));
  page.on('console', (message) => happened.push(`console ${message.text()}`));
  await page.goto(url);
  return { context, page, happened };
}

/** Another site, or another page of this machine, with whatever it wants to try. */
export async function hostElsewhere(body: string): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>elsewhere</title>${body}`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
