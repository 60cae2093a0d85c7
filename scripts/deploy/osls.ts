import { spawnSync } from 'node:child_process';

/** Runs osls, or another script, where people see what it says; ends with its status when it fails. */
export function run(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

export const OSLS = 'node_modules/serverless/bin/serverless.js';
