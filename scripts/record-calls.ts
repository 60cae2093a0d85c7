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
import { CALLS_FILE, type Call, callOf, format, recordedCalls } from '../test/permissions/calls.ts';
import { RECORD_TO } from '../test/permissions/record.ts';
import { allows, rolesOf } from '../test/permissions/roles.ts';

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

/** Which partitions a call happens to name may hang on who came first; what permission it takes does not. */
const permissionOf = ({ function: name, action, resource, region }: Call): string =>
  `${name} ${action} ${resource} ${region}`;

/** What the calls of now say against those on record. */
async function faultsOf(now: readonly Call[], before: readonly Call[]): Promise<string[]> {
  const [asked, known] = [new Set(now.map(permissionOf)), new Set(before.map(permissionOf))];
  const roles = rolesOf(process.cwd());
  const denied: Call[] = [];
  for (const call of now) if (!(await allows(roles.get(call.function) ?? [], call))) denied.push(call);
  return [
    ...[...asked].filter((each) => !known.has(each)).map((each) => `not on record: ${each}`),
    ...[...known].filter((each) => !asked.has(each)).map((each) => `made by nobody any more: ${each}`),
    ...denied.map((call) => `not allowed: ${JSON.stringify(call)}`),
  ];
}

const calls = [...inTests(), ...(await inSimulation())];
if (process.argv.includes('--check')) {
  const faults = await faultsOf(calls, recordedCalls());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) console.error('npm run permissions records anew');
  process.exitCode = faults.length > 0 ? 1 : 0;
} else {
  writeFileSync(CALLS_FILE, format(calls));
}
