import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf } from '../test/cli/console/account/briefs.ts';
import { EXCEPTIONS } from '../test/cli/console/account/exceptions.ts';
import { callers } from '../test/simulator/aws/callers.ts';
import { caseOf, instanceId, journalOf, loadCase } from '../test/wire/support.ts';
import {
  ARGUMENTS,
  CHROMIUM,
  enter,
  hasChromium,
  hostElsewhere,
  serveHandMade,
  serveStack,
} from './support/browser.ts';
import { lane } from './support/lane.ts';

const CASE = `/case?id=${encodeURIComponent(idOf('asg:checkout-batch'))}`;

/** Run in the page: what a screen reader could not name. */
const NAMELESS = `[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a, summary')]
  .filter((control) => !(control.labels?.length > 0) && !control.textContent.trim())
  .map((control) => control.outerHTML)`;

lane('console', hasChromium ? { tool: CHROMIUM } : { missing: `${CHROMIUM} is not there` }, () => {
  let browser: Awaited<ReturnType<typeof chromium.launch>>;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser.close();
  });

  test('an exception is approved with a click, by the one whose keys the shell holds', async () => {
    const { product, url, at } = await serveStack();
    const { page, happened } = await enter(browser, url);
    expect(page.url()).toBe(at('/'));
    await page.getByRole('link', { name: 'Approve or deny (1)' }).click();
    const card = page.getByRole('article');
    await card.getByLabel('Your reason').fill('agreed with the owner');
    await card.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('status').getByText('Done.').waitFor();
    expect(page.url()).toBe(at('/approvals'));
    expect(await card.count()).toBe(0);
    expect((await loadCase(product, instanceId(1))).case.stance.kind).toBe('excepted');
    expect(await journalOf(product, caseOf(instanceId(1)))).toContainEqual(
      expect.objectContaining({
        actor: callers.dana.userArn,
        detail: expect.stringContaining('agreed with the owner'),
      }),
    );
    expect(happened).toEqual([]);
  });

  test('what an instance is called does not run, wherever it is shown', async () => {
    const attack = `"'><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">`;
    const { url, at } = await serveStack({ Name: attack, Owner: attack });
    const { page, happened } = await enter(browser, url);
    const id = `/case?id=${encodeURIComponent(caseOf(instanceId(1)))}`;
    for (const path of ['/', '/cases?text=img', '/approvals', id]) {
      await page.goto(at(path));
      const strange = page.locator('img, script:not([src="/assets/console.js"]), a[href^="javascript"]');
      expect(await strange.count(), path).toBe(0);
    }
    expect(await page.getByRole('rowheader').getByText(attack).count()).toBe(1);
    expect(happened).toEqual([]);
  });

  test('without JavaScript and with the keyboard alone, one request is denied and another approved', async () => {
    const { operator, url, at } = await serveHandMade();
    const { page } = await enter(browser, url, { javaScriptEnabled: false });
    const typeReason = async (reason: string, tabs: number) => {
      await page.getByRole('article').getByLabel('Your reason').first().focus();
      await page.keyboard.type(reason);
      for (let count = 0; count < tabs; count += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Done.').waitFor();
    };
    await page.goto(at('/approvals'));
    await typeReason('not without a plan', 2);
    await typeReason('agreed', 1);
    expect(operator.ordered()).toMatchObject([
      { kind: 'deny', reason: 'not without a plan' },
      { kind: 'approve', reason: 'agreed' },
    ]);
    expect(await page.getByRole('article').count()).toBe(1);
  });

  test('no other page can order anything, frame the console or read it', async () => {
    const { operator, url, at, logged } = await serveHandMade();
    const { context, page } = await enter(browser, url);
    await page.goto(at('/approvals'));
    const fields = ['exception', 'id', 'token'].map((name) => page.locator(`input[name=${name}]`).first());
    // Even with a token that was read over the operator's shoulder.
    const inputs = await Promise.all(fields.map((field) => field.evaluate('(field) => field.outerHTML')));
    const port = await hostElsewhere(`<iframe src="${at('/')}"></iframe>
      <form method="post" action="${at('/orders/approve')}">${inputs.join('')}<input name="reason" value="x"><button>go</button></form>`);
    const elsewhere = await context.newPage();
    for (const host of ['localhost', '127.0.0.1']) {
      await elsewhere.goto(`http://${host}:${port}/`);
      expect(await elsewhere.frames()[1]?.locator('main').count()).toBe(0);
      const read = `fetch('${at('/')}', { credentials: 'include' }).then(() => 'read', () => 'refused')`;
      expect(await elsewhere.evaluate(read)).toBe('refused');
      await elsewhere.getByRole('button').click();
      await elsewhere.getByRole('heading', { name: 'Not let in' }).waitFor();
    }
    expect(operator.ordered()).toEqual([]);
    expect(logged.filter((line) => line.startsWith('refused POST /orders/approve: another page made it'))).toHaveLength(
      2,
    );
  });

  test('the list follows what is typed, and says how many it found', async () => {
    const { url, at } = await serveHandMade();
    const { page, happened } = await enter(browser, url);
    await page.goto(at('/cases'));
    await page.getByLabel('Text').pressSequentially('checkout');
    await page.getByText('3 of 46 cases.').waitFor();
    expect(await page.getByRole('row').count()).toBe(4);
    expect(page.url()).toBe(at('/cases?text=checkout'));
    await page.getByLabel('State').selectOption('grace');
    await page.getByText('1 of 46 cases.').waitFor();
    expect(happened).toEqual([]);
  });

  test('the overview follows what others do, and leaves alone what is being typed', async () => {
    const { operator, url } = await serveHandMade();
    const { context, page } = await enter(browser, url);
    await context.clock.install();
    await page.reload();
    await page.getByLabel('Your reason').fill('half a reas');
    const exception = EXCEPTIONS[0]?.exception.id ?? '';
    await operator.ask({ kind: 'approve', id: 'elsewhere-1', exception, reason: 'agreed' });
    await context.clock.runFor(30_000);
    await page.getByRole('link', { name: 'Approve or deny (2)' }).waitFor();
    expect(await page.getByLabel('Your reason').inputValue()).toBe('half a reas');
  });

  test('every control has a name, and no page is wider than a telephone', async () => {
    const { url, at } = await serveHandMade();
    const { page } = await enter(browser, url, { viewport: { width: 360, height: 700 } });
    for (const path of ['/', '/cases', CASE, '/approvals']) {
      await page.goto(at(path));
      expect(await page.getByRole('heading', { level: 1 }).count(), path).toBe(1);
      expect(await page.evaluate(NAMELESS), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(360);
    }
  });
});
