import { HOUR } from '../../../src/domain/time.ts';

/** Hours next to each other of which something is known. */
export interface Run {
  readonly start: number;
  readonly calls: readonly number[];
}

/** Hours next to each other without any data. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Nothing is drawn across a gap, and nothing in it: not known is not zero. */
export function splitAtGaps(start: number, hours: readonly (number | null)[]) {
  const runs: { readonly start: number; readonly calls: number[] }[] = [];
  const gaps: { readonly start: number; end: number }[] = [];
  for (const [index, calls] of hours.entries()) {
    const from = start + index * HOUR;
    const previous = index === 0 ? undefined : hours[index - 1];
    if (calls === null) {
      if (previous === null) extend(gaps);
      else gaps.push({ start: from, end: from + HOUR });
    } else if (previous === null || previous === undefined) runs.push({ start: from, calls: [calls] });
    else runs.at(-1)?.calls.push(calls);
  }
  return { runs: runs satisfies readonly Run[], gaps: gaps satisfies readonly Gap[] };
}

function extend(gaps: readonly { end: number }[]): void {
  const last = gaps.at(-1);
  if (last !== undefined) last.end += HOUR;
}
