/**
 * Which calls the functions make: recorded in all tests that run them on the wire and in a simulation, into test/permissions/calls.json.
 * `--check` writes nothing and says what differs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START, simulate } from '../simulator/host/simulate.ts';
import { makeTimeline } from '../simulator/report/timeline.ts';
import { CALLS_FILE, type Call, callOf, format } from '../test/permissions/calls.ts';
import { RECORD_TO } from '../test/permissions/record.ts';

/** @throws Error when a test failed: what was recorded then is not what the product does. */
function inTests(): Call[] {
  const folder = mkdtempSync(join(tmpdir(), 'imdsv2-calls-'));
  const to = join(folder, 'calls');
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout', '300000', 'test/wire', 'test/invariants'];
    const { status, stdout, stderr } = spawnSync(process.execPath, vitest, {
      env: { ...process.env, [RECORD_TO]: to },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the tests ended with ${status}:\n${stdout}${stderr}`);
    return readFileSync(to, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inSimulation(): Promise<Call[]> {
  const calls = new Map<string, Call>();
  const timeline = makeTimeline(START, { line: () => {}, progress: () => {} });
  await simulate(
    {
      ...{ instances: 40, days: 20, seed: 1, root: process.cwd() },
      observe: (request) => {
        const call = callOf(request);
        if (call !== undefined) calls.set(JSON.stringify(call), call);
      },
    },
    timeline,
  );
  return [...calls.values()];
}

const text = format([...inTests(), ...(await inSimulation())]);
const known = readFileSync(CALLS_FILE, 'utf8');
if (!process.argv.includes('--check')) {
  writeFileSync(CALLS_FILE, text);
} else if (text !== known) {
  const [now, before] = [linesOf(text), linesOf(known)];
  for (const line of now.filter((each) => !before.includes(each))) console.error(`not in calls.json: ${line}`);
  for (const line of before.filter((each) => !now.includes(each))) console.error(`made by nobody any more: ${line}`);
  console.error('npm run permissions writes it anew');
  process.exitCode = 1;
}

function linesOf(of: string): string[] {
  return of.split('\n').map((line) => line.replace(/,$/, ''));
}
