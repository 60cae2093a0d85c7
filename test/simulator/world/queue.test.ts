import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeQueue } from '../../../simulator/world/queue.ts';

test('the queue gives back by time, and in order of arrival at the same time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
      const queue = makeQueue<string>();
      const entries = times.map((at, index) => ({ at, name: `${at}/${index}` }));
      for (const { at, name } of entries) queue.push(at, name);
      const left = entries.map(() => queue.pop());
      expect(left).toEqual(entries.toSorted((a, b) => a.at - b.at).map(({ name }) => name));
      expect(queue.nextAt()).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});
