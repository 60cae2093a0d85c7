export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so many in at a time, in the order in which they came: what they hold in memory stays bounded. */
export function makeGate(atOnce: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= atOnce) await new Promise<void>((resolve) => void waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever waited takes this place over.
      if (next === undefined) inside -= 1;
      else next();
    }
  };
}
