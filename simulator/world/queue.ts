/** Something that happens at its moment; what is returned is awaited and has no meaning. */
export type Happening = () => unknown;

export interface Queue<T> {
  push(at: number, what: T): void;
  /** Milliseconds since the epoch of the next entry, Infinity when there is none. */
  nextAt(): number;
  pop(): T | undefined;
}

interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly what: T;
}

/** A binary heap by time; what is due at the same moment leaves in the order in which it came. */
export function makeQueue<T>(): Queue<T> {
  const heap: Entry<T>[] = [];
  let pushed = 0;
  const before = (a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function settle(last: Entry<T>): void {
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const smaller = left !== undefined && right !== undefined && before(right, left) ? right : left;
      if (smaller === undefined || !before(smaller, last)) break;
      heap[at] = smaller;
      at = smaller === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
  }

  return {
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    push(at, what) {
      const entry = { at, order: pushed, what };
      pushed += 1;
      let hole = heap.length;
      heap.push(entry);
      while (hole > 0) {
        const above = (hole - 1) >> 1;
        const parent = heap[above];
        if (parent === undefined || !before(entry, parent)) break;
        heap[hole] = parent;
        hole = above;
      }
      heap[hole] = entry;
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first !== undefined && last !== undefined && heap.length > 0) settle(last);
      return first?.what;
    },
  };
}
