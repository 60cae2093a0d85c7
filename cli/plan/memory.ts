import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets garbage pile up as long as it sees room, and here that is most of what it holds: pages and answers that live
 * for a moment. These settings may be changed while it runs; what they cost is a tenth of the time at most.
 * `bench/peers` measures both.
 */
export function keepMemoryFlat(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  // Otherwise what is young goes straight to the old generation while that is being marked: tens of megabytes at a time.
  setFlagsFromString('--no-separate-gc-phases');
}

/**
 * Of a large account much stays until the end: the heap is not to grow to a multiple of it, and what garbage has held
 * is to go back to the system rather than be kept for more.
 */
export function keepHeapTight(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--optimize-for-size');
}
