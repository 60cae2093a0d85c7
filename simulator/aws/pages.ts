import { createHash } from 'node:crypto';

/** Page tokens that were given out: each remembers the request it continues and where. */
export function createPages<Position>() {
  const given = new Map<string, { readonly request: string; readonly position: Position }>();
  return {
    /** `request` is everything that must be the same when the token comes back. */
    give(request: unknown, position: Position): string {
      const token = Buffer.from(`page-${given.size + 1}`).toString('base64');
      given.set(token, { request: digest(request), position });
      return token;
    },
    /** Undefined when the token was never given out, or for another request. */
    take(request: unknown, token: string): Position | undefined {
      const page = given.get(token);
      return page?.request === digest(request) ? page.position : undefined;
    },
  };
}

const digest = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('base64');
