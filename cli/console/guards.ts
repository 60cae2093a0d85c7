import type { Context, HonoRequest, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { lockedPage } from './pages/locked.ts';
import { formTokenOf, isSame, sessionOf } from './secrets.ts';
import type { Tally, TurnedAway } from './tally.ts';

export interface Guarded {
  /** Made anew at each start; whoever knows it may act as the operator. */
  readonly secret: string;
  /** The one that the console listens on. */
  readonly port: number;
  readonly tally: Tally;
}

/** The longest form holds a reason of 500 characters, which may each take twelve to be sent. */
const LARGEST_FORM = 32 * 1024;

const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // With `no-referrer` browsers send `Origin: null` with our own forms, and nothing could be told apart by it.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

export const headers: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
};

/** A name that another page had pointed at 127.0.0.1 (DNS rebinding) is none of ours. */
export const ownHost = ({ port, tally }: Guarded): MiddlewareHandler => {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return async (c, next) => (hosts.includes(c.req.header('host') ?? '') ? next() : turnAway(c, tally, 'host'));
};

/** Other pages may link to this one, which they cannot read; nothing else. */
export const ownSite =
  ({ tally }: Guarded): MiddlewareHandler =>
  async (c, next) =>
    isForeign(c.req) && !isLink(c.req) ? turnAway(c, tally, 'site') : next();

/** `same-site` is another port of this machine. Browsers too old to say are left to the other guards. */
const isForeign = (req: HonoRequest): boolean =>
  ['cross-site', 'same-site'].includes(req.header('sec-fetch-site') ?? 'none');

const isLink = (req: HonoRequest): boolean =>
  req.method === 'GET' && req.header('sec-fetch-mode') === 'navigate' && req.header('sec-fetch-dest') === 'document';

/** The key of the opened URL is exchanged for a cookie at once, so that it stays out of history and screenshots. */
export const session = ({ secret, port, tally }: Guarded): MiddlewareHandler => {
  const valid = sessionOf(secret);
  const cookie = `imdsv2-console-${port}`;
  return async (c, next) => {
    const key = c.req.query('key');
    if (c.req.path === '/' && key !== undefined) {
      if (!isSame(key, secret)) return turnAway(c, tally, 'key');
      setCookie(c, cookie, valid, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    }
    return isSame(getCookie(c, cookie) ?? '', valid) ? next() : turnAway(c, tally, 'session');
  };
};

/** Whatever orders something is a form of ours, sent by POST from a page of ours. */
export const ownForms = ({ secret, tally }: Guarded): readonly MiddlewareHandler[] => {
  const token = formTokenOf(secret, sessionOf(secret));
  return [
    async (c, next) => (c.req.method === 'POST' ? next() : turnAway(c, tally, 'method')),
    async (c, next) => (isOwnOrigin(c.req) ? next() : turnAway(c, tally, 'origin')),
    bodyLimit({ maxSize: LARGEST_FORM, onError: (c) => turnAway(c, tally, 'size') }),
    async (c, next) => {
      const { token: given } = await c.req.parseBody();
      return typeof given === 'string' && isSame(given, token) ? next() : turnAway(c, tally, 'form');
    },
  ];
};

function isOwnOrigin(req: HonoRequest): boolean {
  const origin = req.header('origin');
  return origin === undefined
    ? req.header('sec-fetch-site') === 'same-origin'
    : origin === `http://${req.header('host')}`;
}

const STATUS = {
  host: 421,
  site: 403,
  session: 401,
  key: 401,
  origin: 403,
  form: 403,
  method: 405,
  size: 413,
} as const satisfies Readonly<Record<TurnedAway, number>>;

function turnAway(c: Context, tally: Tally, why: TurnedAway): Response | Promise<Response> {
  tally.refuse(c, why);
  if (why === 'method') c.header('Allow', 'POST');
  return c.html(lockedPage(why), STATUS[why]);
}
