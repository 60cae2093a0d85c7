/** Measures the budgets of the design: `npm run bench`. Counts are exact; times hold for this machine and moment. */
import { weights } from './bundle.ts';
import { countCalls } from './calls.ts';
import { playFleet } from './fleet.ts';
import { startRatios } from './start.ts';
import { askStatus } from './status.ts';

export interface Line {
  readonly what: string;
  readonly is: number;
  /** At most; absent where a figure is only told. */
  readonly budget?: number;
}

// Minutes instead of seconds, so only when asked for: `npm run bench -- --fleet`.
const fleet = process.argv.includes('--fleet') ? await playFleet() : [];
const lines: readonly Line[] = [
  ...(await countCalls()),
  ...(await askStatus()),
  ...(await weights()),
  ...(await startRatios()),
  ...fleet,
];
const width = Math.max(...lines.map(({ what }) => what.length));
for (const { what, is, budget } of lines) {
  const verdict = budget === undefined ? '' : `  at most ${budget}${is <= budget ? '' : '  OVER'}`;
  console.log(`${what.padEnd(width)}  ${String(is).padStart(8)}${verdict}`);
}
if (lines.some(({ is, budget }) => budget !== undefined && is > budget)) process.exitCode = 1;
