/** A large account, played whole through the built functions. */
import { spawnSync } from 'node:child_process';
import type { Line } from './main.ts';

const INSTANCES = 5000;
const DAYS = 2;

export async function playFleet(): Promise<readonly Line[]> {
  const args = ['simulator/main.ts', '--json', '--instances', String(INSTANCES), '--days', String(DAYS)];
  const begun = performance.now();
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`the run of ${INSTANCES} instances ended with exit status ${status}`);
  const { enforced, broken } = JSON.parse(stdout);
  const what = `${INSTANCES} instances over ${DAYS} days`;
  return [
    { what: `seconds to play ${what}`, is: Math.round((performance.now() - begun) / 1000) },
    { what: `instances changed to IMDSv2 in it`, is: enforced },
    { what: `calls broken in it that could have been foreseen`, is: broken, budget: 0 },
  ];
}
