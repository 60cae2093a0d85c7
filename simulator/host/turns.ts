/** Runs one thing after another: all functions share this process, its environment and its clock. */
export type Turns = <T>(what: () => Promise<T>) => Promise<T>;

export function makeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (what) => {
    const mine = last.then(what);
    last = mine.catch(() => undefined);
    return mine;
  };
}
