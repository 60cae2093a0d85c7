import { makeGate } from '../../src/aws/gate.ts';

/** At most so many at once: every service throttles, and IAM's simulator soon. Answers are in the order of the items. */
export function inPool<Item, Answer>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const gate = makeGate(size);
  return Promise.all(items.map((item) => gate(() => work(item))));
}
