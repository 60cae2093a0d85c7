import { describe, expect, test } from 'vitest';
import { makeRandom } from '../../../simulator/world/random.ts';

const SAMPLE = [71, 468, 763, 520, 254];

const drawn = (seed: number, label: string): number[] => {
  const random = makeRandom(seed).fork(label);
  return Array.from({ length: 5 }, () => random.between(0, 999));
};

describe('the random source', () => {
  test('gives the same numbers for the same seed, for ever', () => {
    expect(drawn(1, 'fleet')).toEqual(SAMPLE);
  });

  test('gives other numbers for another seed and for another part of the world', () => {
    expect(drawn(2, 'fleet')).not.toEqual(SAMPLE);
    expect(drawn(1, 'bus')).not.toEqual(SAMPLE);
  });

  test('draws one part of the world without shifting another', () => {
    const random = makeRandom(1);
    random.next();
    expect(random.fork('fleet').between(0, 999)).toBe(SAMPLE[0]);
  });

  test('spreads evenly, both ends included', () => {
    const random = makeRandom(7);
    const counts = Array.from({ length: 4 }, () => 0);
    for (let drawing = 0; drawing < 8000; drawing += 1) {
      const at = random.between(0, 3);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});
