import type { Ordered } from '../../src/operators/answer.ts';

/** The fields of a form by name, as they were sent. */
export type Fields = Readonly<Record<string, string>>;

/** What came of the latest order, to be shown on the page that the browser is sent back to. */
export type Flash =
  | { readonly kind: 'done'; readonly ordered: Ordered }
  /** With what was typed, so that nobody types it again. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly fields: Fields };

/** Kept here, not in the URL: a link from elsewhere must not be able to put words on the page. */
export interface Flashes {
  readonly keep: (flash: Flash) => string;
  readonly find: (id: string) => Flash | null;
}

/** More than one person can have orders under way. */
const MOST = 50;

export function makeFlashes(newId: () => string): Flashes {
  const kept = new Map<string, Flash>();
  return {
    keep: (flash) => {
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= MOST) kept.delete(oldest);
      const id = newId();
      kept.set(id, flash);
      return id;
    },
    find: (id) => kept.get(id) ?? null,
  };
}
