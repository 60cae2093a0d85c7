import { makeConsole } from '../../../cli/console/app.ts';
import type { Operator } from '../../../cli/operator.ts';
import { type HandMade, type HandMadeOptions, makeHandMade } from './hand-made.ts';

const SECRET = 'a secret that is made anew at each start';
const PORT = 4711;
export const ORIGIN = `http://127.0.0.1:${PORT}`;

type Headers = Readonly<Record<string, string>>;

/** The console over a made-up account. */
export async function openConsole(options: HandMadeOptions = {}) {
  const operator: HandMade = makeHandMade(options);
  return { operator, ...(await enterConsole(operator)) };
}

/** The console as a browser that was let in sees it; each header can be another. */
export async function enterConsole(operator: Operator) {
  const logged: string[] = [];
  const time = { now: 0 };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const app = makeConsole({
    ...{ operator, secret: SECRET, port: PORT, newId },
    clock: () => time.now,
    log: (line) => logged.push(line),
  });
  const request = async (method: string, path: string, headers: Headers = {}, body?: string) =>
    app.request(`${ORIGIN}${path}`, {
      method,
      headers: { host: `127.0.0.1:${PORT}`, ...headers },
      ...(body && { body }),
    });
  const entered = await request('GET', `/?key=${encodeURIComponent(SECRET)}`);
  const cookie = entered.headers.get('set-cookie') ?? '';
  const own = { cookie: cookie.split(';')[0] ?? '' };

  const page = async (path: string): Promise<string> => (await request('GET', path, own)).text();
  const token = hiddenIn(await page('/'), 'token');
  const post = (path: string, fields: Readonly<Record<string, string>>, headers: Headers = {}) =>
    request(
      'POST',
      path,
      { ...own, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      new URLSearchParams({ token, id: 'order-1', here: '/', ...fields }).toString(),
    );
  return {
    logged,
    time,
    cookie,
    own,
    request,
    page,
    post,
    /** The page that the browser is sent to, after a form was sent. */
    said: async (response: Response | Promise<Response>) => page((await response).headers.get('location') ?? ''),
  };
}

/** The value of the first hidden field of this name. */
export const hiddenIn = (page: string, name: string): string =>
  new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(page)?.[1] ?? '';
