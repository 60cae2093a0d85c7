/** What happened, in order, each line with what it is about. */
export interface Trace {
  readonly add: (at: number, text: string, about?: readonly string[]) => void;
  /** Lines about the account as a whole, and about one of these. */
  readonly about: (names: readonly string[], most: number) => string[];
}

interface Line {
  readonly at: number;
  readonly text: string;
  readonly about: readonly string[];
}

export function makeTrace(): Trace {
  const lines: Line[] = [];
  return {
    add: (at, text, about = []) => void lines.push({ at, text, about }),
    about(names, most) {
      const kept = lines.filter(({ about }) => about.length === 0 || about.some((name) => names.includes(name)));
      return kept.slice(-most).map(({ at, text }) => `${new Date(at).toISOString()}  ${text}`);
    },
  };
}
