import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { clean } from '../../src/notices/untrusted.ts';
import { type Operator, OperatorError } from '../operator.ts';
import { script } from './assets/script.ts';
import { style } from './assets/style.ts';
import { makeCaseBook } from './case-book.ts';
import { type Fields, makeFlashes } from './flashes.ts';
import { headers, ownForms, ownHost, ownSite, session } from './guards.ts';
import { orderKinds } from './orders.ts';
import { troublePage } from './pages/trouble.ts';
import { layout, type Page } from './parts/layout.ts';
import { PAGES } from './routes.ts';
import { formTokenOf, sessionOf } from './secrets.ts';
import { takeOrder } from './take-order.ts';
import { makeTally } from './tally.ts';
import type { Visit } from './visit.ts';

export interface ConsoleOptions {
  readonly operator: Operator;
  /** At least 128 random bits, made anew at each start: whoever knows it may act as the operator. */
  readonly secret: string;
  /** The one that it listens on: requests that name another host are turned away. */
  readonly port: number;
  /** UUIDs. */
  readonly newId: () => string;
  /** Milliseconds that only ever go on, for what is kept for a while; pages tell time by the stack's own clock. */
  readonly clock: () => number;
  /** One line for whoever looks at the terminal. */
  readonly log: (line: string) => void;
}

/** The console as a function of requests. It holds no credentials and decides nothing: it asks the operator. */
export function makeConsole({ operator, secret, port, newId, clock, log }: ConsoleOptions): Hono {
  const tally = makeTally(log);
  const flashes = makeFlashes(newId);
  const book = makeCaseBook(operator, clock);
  const guarded = { secret, port, tally };
  const token = formTokenOf(secret, sessionOf(secret));
  const visitOf = (c: Context): Visit => ({
    here: hereOf(c),
    flash: flashes.find(c.req.query('said') ?? ''),
    token,
    newId,
    turnedAway: tally.total(),
  });
  const show = (c: Context, page: Page, status: ContentfulStatusCode = 200) => c.html(layout(page, visitOf(c)), status);

  const app = new Hono();
  app.use(headers, ownHost(guarded), ownSite(guarded));
  // Without the cookie too: the page that says how to get it is styled, and this is no secret.
  app.get('/assets/console.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/assets/console.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  app.use(session(guarded));
  app.use('/orders/*', ...ownForms(guarded));
  for (const [path, page] of Object.entries(PAGES))
    app.get(path, async (c) =>
      show(c, await page({ operator, book, param: (name) => c.req.query(name), visit: visitOf(c) })),
    );
  for (const kind of orderKinds)
    app.post(`/orders/${kind}`, async (c) =>
      c.redirect(await takeOrder(kind, await fieldsOf(c), { operator, book, flashes }), 303),
    );
  app.notFound((c) => show(c, troublePage('no-page', 'There is no such page.'), 404));
  app.onError((error, c) => {
    if (error instanceof OperatorError) return show(c, troublePage(error.code, error.message), statusOf(error));
    log(`failed ${c.req.method} ${clean(c.req.path, 80)}: ${clean(error.stack ?? error.message, 2000)}`);
    return show(c, troublePage('unexpected', 'The console itself failed. The terminal says more.'), 500);
  });
  return app;
}

/** Our forms have no files. */
async function fieldsOf(c: Context): Promise<Fields> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Path and query, without what was said when this page was last shown. */
function hereOf(c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.delete('said');
  const search = searchParams.toString();
  return search === '' ? pathname : `${pathname}?${search}`;
}

/** Of what refused; where nothing did, something behind this page failed. */
const statusOf = ({ status }: OperatorError): ContentfulStatusCode => KNOWN.find((known) => known === status) ?? 502;

const KNOWN = [400, 401, 403, 404, 409, 429, 500, 501, 502, 503, 504] as const;
