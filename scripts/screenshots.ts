import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serveConsole } from '../cli/console/serve.ts';
import { idOf } from '../test/cli/console/account/briefs.ts';
import { makeHandMade } from '../test/cli/console/hand-made.ts';
import { indexed } from './screenshots/indexed-png.ts';

/** Pictures of each page of the console over a made-up account, for docs/console.md. The same every time. */
const FOLDER = fileURLToPath(new URL('../docs/console/', import.meta.url));
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const WIDTH = 1280;

const PICTURES = [
  { name: 'overview', path: '/', colorScheme: 'light' },
  { name: 'overview-dark', path: '/', colorScheme: 'dark' },
  { name: 'cases', path: '/cases', colorScheme: 'light' },
  { name: 'case', path: `/case?id=${encodeURIComponent(idOf('asg:checkout-batch'))}`, colorScheme: 'light' },
  { name: 'approvals', path: '/approvals', colorScheme: 'light' },
] as const;

mkdirSync(FOLDER, { recursive: true });
const served = await serveConsole({
  operator: makeHandMade(),
  port: 0,
  log: (line) => process.stderr.write(`${line}\n`),
});
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--font-render-hinting=none'],
});
try {
  for (const { name, path, colorScheme } of PICTURES) {
    const page = await browser.newPage({ colorScheme, viewport: { width: WIDTH, height: 900 } });
    await page.goto(served.url);
    await page.goto(new URL(path, served.url).href);
    writeFileSync(`${FOLDER}${name}.png`, indexed(await page.screenshot({ fullPage: true })));
    await page.close();
  }
} finally {
  await browser.close();
  await served.close();
}
