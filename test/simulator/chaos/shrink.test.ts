import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shrink } from '../../../simulator/chaos/shrink.ts';

test('of many, those are left without which it does not fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(60), { maxLength: 30 }),
      fc.infiniteStream(fc.boolean()),
      async (all, coin) => {
        const needed = all.filter(() => coin.next().value === true).slice(0, 3);
        const left = await shrink(all, async (some) => needed.every((each) => some.includes(each)));
        expect(new Set(left)).toEqual(new Set(needed));
      },
    ),
    { numRuns: 50 },
  );
});
