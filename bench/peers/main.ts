/**
 * imdsv2 plan beside cloud-custodian, over the same seeded fleet on the same embedded AWS with 20 ms added to each
 * answer: wall time, requests, memory, and who is called safe against the fleet's truth.
 *
 *     node bench/peers/main.ts [--instances 6000] [--latency 20] [--rounds 3] [--seed 1] [--only imdsv2]
 *
 * cloud-custodian comes from PyPI (package c7n), by uv into a directory for it; IMDSV2_C7N names one that is there.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

const { values } = parseArgs({
  options: {
    instances: { type: 'string', default: '6000' },
    latency: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const Truth = z.array(z.object({ id: z.string(), optional: z.boolean(), used: z.boolean(), seen: z.boolean() }));
const Message = z.object({
  endpoint: z.string().optional(),
  truth: Truth.optional(),
  counts: z.record(z.string(), z.number()).optional(),
});
type Message = z.infer<typeof Message>;

interface Peer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Ids of those it would take for safe. */
  readonly safe: (output: string) => ReadonlySet<string>;
}

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly safe: ReadonlySet<string>;
}

const work = mkdtempSync(join(tmpdir(), 'imdsv2-peers-'));
const world = fork('bench/peers/world.ts', [values.instances, values.latency, values.seed], {
  execArgv: ['--max-old-space-size=8000'],
});
try {
  const { endpoint = '' } = await heard(world);
  const { truth = [] } = await ask(world, 'truth');
  const peers = [ours(), ...(values.only === 'imdsv2' ? [] : [custodian()])];
  // Builds the command where that was not done yet.
  spawnSync(process.execPath, ['bin/imdsv2.mjs', '--version']);
  const runs = new Map(peers.map((peer): [Peer, Run[]] => [peer, []]));
  // By turns, so that what else this machine does meets both alike.
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [peer, of] of runs) of.push(await play(peer, endpoint));
  }
  print([...runs], truth);
} finally {
  world.kill();
  rmSync(work, { recursive: true, force: true });
}

function ours(): Peer {
  const Plan = z.object({ instances: z.array(z.object({ instanceId: z.string(), verdict: z.string() })) });
  return {
    name: 'imdsv2 plan',
    command: [process.execPath, 'bin/imdsv2.mjs', 'plan', '--format', 'json'],
    safe: (output) =>
      new Set(
        Plan.parse(JSON.parse(output)).instances.flatMap((each) =>
          each.verdict === 'enforce' ? [each.instanceId] : [],
        ),
      ),
  };
}

function custodian(): Peer {
  const home = process.env['IMDSV2_C7N'] ?? install();
  const out = join(work, 'out');
  const Matched = z.array(z.object({ InstanceId: z.string() }));
  return {
    name: 'cloud-custodian',
    command: [
      join(home, 'bin/custodian'),
      'run',
      '--region',
      'us-east-1',
      '--cache-period',
      '0',
      '-s',
      out,
      'bench/peers/cloud-custodian.yml',
    ],
    safe: () => {
      const text = readFileSync(join(out, 'imdsv1-unused/resources.json'), 'utf8');
      return new Set(Matched.parse(JSON.parse(text)).map(({ InstanceId }) => InstanceId));
    },
  };
}

function install(): string {
  const home = join(work, 'c7n');
  for (const [command, ...args] of [
    ['uv', 'venv', '-q', home],
    ['uv', 'pip', 'install', '-q', '--python', join(home, 'bin/python'), 'c7n'],
  ] as const) {
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed; uv is on PyPI`, { cause: error });
  }
  return home;
}

async function play({ command: [program, ...args], safe }: Peer, endpoint: string): Promise<Run> {
  await ask(world, 'counts');
  const env = {
    PATH: process.env['PATH'],
    HOME: work,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const begun = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const memory = watchMemory(child.pid);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  const seconds = (performance.now() - begun) / 1000;
  const megabytes = memory();
  if (status !== 0) throw new Error(`${program} ended with exit status ${status}`);
  const { counts = {} } = await ask(world, 'counts');
  return { seconds, megabytes, counts, safe: safe(Buffer.concat(chunks).toString()) };
}

/** The most that the process itself ever held, as Linux keeps it; read until it is gone. */
function watchMemory(pid: number | undefined): () => number {
  let most = 0;
  const file = `/proc/${pid}/status`;
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) ?? [];
    most = Math.max(most, Number(kilobytes));
  }, 20);
  return () => {
    clearInterval(timer);
    return Math.round(most / 1000);
  };
}

async function heard(child: ChildProcess): Promise<Message> {
  const [message] = await once(child, 'message');
  return Message.parse(message);
}

function ask(child: ChildProcess, what: string): Promise<Message> {
  const answer = heard(child);
  child.send(what);
  return answer;
}

function print(runs: readonly (readonly [Peer, readonly Run[]])[], truth: z.infer<typeof Truth>): void {
  const facts = new Map(truth.map((each) => [each.id, each]));
  const count = (ids: ReadonlySet<string>, is: (each: (typeof truth)[number]) => boolean) =>
    [...ids].filter((id) => is(facts.get(id) ?? { id, optional: false, used: true, seen: false })).length;
  const fastest = (of: readonly Run[]) => Math.min(...of.map(({ seconds }) => seconds));
  const rows = runs.map(([{ name }, of]) => {
    const last = of.at(-1);
    if (last === undefined) throw new Error(`${name} did not run`);
    return {
      name,
      seconds: fastest(of).toFixed(2),
      median: of
        .map(({ seconds }) => seconds)
        .toSorted((a, b) => a - b)
        [of.length >> 1]?.toFixed(2),
      megabytes: Math.max(...of.map(({ megabytes }) => megabytes)),
      safe: last.safe.size,
      'of them used IMDSv1': count(last.safe, ({ used }) => used),
      'of them without data': count(last.safe, ({ seen }) => !seen),
      calls: Object.entries(last.counts)
        .map(([action, times]) => `${times} ${action.split(':')[1]}`)
        .join(', '),
    };
  });
  console.log(
    `${truth.length} instances, ${values.latency} ms a request, seed ${values.seed}, the fastest of ${values.rounds} runs each, by turns\n`,
  );
  console.table(rows);
  const [one, other] = runs.map(([, of]) => fastest(of));
  if (one !== undefined && other !== undefined) console.log(`${(other / one).toFixed(1)} times as fast`);
}
