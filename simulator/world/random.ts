/**
 * The one source of chance of a run. `fork` gives a stream of its own to each part of the world, so that drawing
 * once more in one place does not shift every other.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Lower-case hexadecimal, as AWS ids are made of. */
  hex(digits: number): string;
  fork(label: string): Random;
}

export function makeRandom(seed: number | string): Random {
  const next = sfc32(hashOf(String(seed)));
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const drawn = list[between(0, list.length - 1)];
      if (drawn === undefined) throw new RangeError('nothing to pick from');
      return drawn;
    },
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(''),
    fork: (label) => makeRandom(`${seed}/${label}`),
  };
}

/** Chris Doty-Humphrey's small fast counting generator (PractRand), 128 bits of state. */
function sfc32([first, second, third, fourth]: readonly [number, number, number, number]): () => number {
  let a = first;
  let b = second;
  let c = third;
  let counter = fourth;
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  // Twelve rounds mix a weak seed through the whole state, as its author advises.
  for (let round = 0; round < 12; round += 1) draw();
  return draw;
}

/** FNV-1a over the text, four times with different offsets. */
function hashOf(text: string): [number, number, number, number] {
  const fnv = (offset: number): number => {
    let hash = 0x811c9dc5 ^ offset;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    return hash | 0;
  };
  return [fnv(0), fnv(0x9e3779b9), fnv(0x85ebca6b), fnv(0xc2b2ae35)];
}
