/**
 * Proves that the lanes can fail: each entry of faults.json is taken out of a copy of the packaged template, and the test
 * that it names must then fail.
 *
 *   npm run e2e:prove [-- part of an entry …]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const Fault = z.strictObject({
  /** `statement <Sid>`, `pattern <path>`, `variable <name>`, or `all` for the resource itself. */
  takes: z.string().regex(/^((statement|pattern|variable) \S+|all)$/),
  /** The resource's logical id, or `rule <end of its name>`. */
  from: z.string(),
  test: z.string(),
});
type Fault = z.infer<typeof Fault>;

type Fields = Record<string, unknown>;
const Fields = z.record(z.string(), z.unknown());
const Statements = z.array(z.looseObject({ Sid: z.string() }));

const root = join(import.meta.dirname, '..');

/** The same fault in the template and in what osls deploys from. */
function harm(folder: string, fault: Fault): void {
  change(join(folder, 'cloudformation-template-update-stack.json'), (json) => take(fault, inside(json, ['Resources'])));
  change(join(folder, 'serverless-state.json'), (json) =>
    take(fault, inside(json, ['service', 'provider', 'compiledCloudFormationTemplate', 'Resources'])),
  );
}

function change(path: string, how: (json: Fields) => void): void {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  how(json);
  writeFileSync(path, JSON.stringify(json));
}

/** @throws Error when the template does not hold what is to be taken. */
function take({ takes, from }: Fault, resources: Fields): void {
  const id = from.startsWith('rule ') ? ruleNamed(from.slice('rule '.length), resources) : from;
  const [kind, what = ''] = takes.split(' ');
  const properties = inside(resources, [id, 'Properties']);
  const path = what.split('.');
  if (kind === 'all') remove(resources, id);
  else if (kind === 'variable') remove(inside(properties, ['Environment', 'Variables']), what);
  else if (kind === 'pattern') remove(inside(properties, ['EventPattern', ...path.slice(0, -1)]), path.at(-1) ?? '');
  else removeStatement(properties, what);
}

/** Of a role's inline policies, or of a managed policy. */
function removeStatement(properties: Fields, sid: string): void {
  const policies = z.array(Fields).parse(properties['Policies'] ?? [properties]);
  const statements = policies.map((policy) => inside(policy, ['PolicyDocument']));
  const holding = statements.find(({ Statement }) => Statements.parse(Statement).some(({ Sid }) => Sid === sid));
  if (holding === undefined) throw new Error(`there is no statement ${sid}`);
  holding['Statement'] = Statements.parse(holding['Statement']).filter(({ Sid }) => Sid !== sid);
}

function ruleNamed(end: string, resources: Fields): string {
  const found = Object.entries(resources).find(([, resource]) => {
    const { Properties } = z.object({ Properties: Fields.optional() }).parse(resource);
    return String(Properties?.['Name']).endsWith(`-${end}`);
  });
  if (found === undefined) throw new Error(`there is no rule ${end}`);
  return found[0];
}

/** The very object, so that it can be changed. */
function inside(from: Fields, path: readonly string[]): Fields {
  let at: unknown = from;
  for (const name of path) at = isFields(at) ? at[name] : undefined;
  if (!isFields(at)) throw new Error(`nothing at ${path.join('.')}`);
  return at;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function remove(from: Fields, name: string): void {
  if (!(name in from)) throw new Error(`there is no ${name}`);
  delete from[name];
}

const Results = z.object({ success: z.boolean(), numFailedTests: z.int() });

type Verdict = 'seen' | 'UNSEEN' | 'broken';

/** `broken`: no single test failed, only the lane as a whole, which says nothing about the fault. */
function verdictOn(test: string, packaged: string): Verdict {
  const report = join(packaged, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', 'e2e/vitest.config.ts', '--bail', '1', '--reporter', 'json', '--outputFile', report];
  spawnSync(process.execPath, [vitest, ...args, test], {
    cwd: root,
    env: { ...process.env, E2E_PACKAGED: packaged, E2E_PATIENCE_S: '30' },
    stdio: 'ignore',
  });
  const read = Results.safeParse(JSON.parse(readFileSync(report, 'utf8')));
  if (!read.success) return 'broken';
  if (read.data.success) return 'UNSEEN';
  return read.data.numFailedTests > 0 ? 'seen' : 'broken';
}

const wanted = process.argv.slice(2);
const nameOf = ({ takes, from, test }: Fault): string => `${test}: ${from} without ${takes}`;
const faults = z
  .array(Fault)
  .parse(JSON.parse(readFileSync(join(root, 'e2e/faults.json'), 'utf8')))
  .filter((fault) => wanted.length === 0 || wanted.some((part) => nameOf(fault).includes(part)));

let seen = 0;
for (const fault of faults) {
  const packaged = mkdtempSync(join(tmpdir(), 'imdsv2-fault-'));
  try {
    cpSync(join(root, '.serverless'), join(packaged, '.serverless'), { recursive: true });
    harm(join(packaged, '.serverless'), fault);
    const verdict = verdictOn(fault.test, packaged);
    if (verdict === 'seen') seen += 1;
    console.log(`${verdict.padEnd(8)}${nameOf(fault)}`);
  } finally {
    rmSync(packaged, { recursive: true, force: true });
  }
}
console.log(`${seen} of ${faults.length} seen`);
process.exitCode = seen > 0 && seen === faults.length ? 0 : 1;
