import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run, whole } from '../flags.ts';
import { type Outcome, playBatch } from './batch.ts';

const USAGE = `Plays small accounts through the built functions while everything goes wrong, and checks every invariant from outside.

  npm run simulate [-- --seeds N --first-seed S --days D --only T,T --counts]

  --seeds N       how many accounts (100)
  --first-seed S  the first of them (1); the same seed is the same account with the same troubles
  --days D        how long each is played (10): the last four days nothing goes wrong any more
  --only T,T      only these troubles of each seed, by their numbers
  --counts        also prints how often what was tried came about
  --help          this text

A seed that fails prints the command that replays it with the fewest troubles, and the trace of that.
Exit status: 0 no violation, 1 otherwise, 2 wrong usage.
`;

interface Flags {
  readonly seeds: number;
  readonly first: number;
  readonly days: number;
  readonly only: readonly number[] | undefined;
  readonly counts: boolean;
}

function readFlags(args: readonly string[]): Flags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '100' },
      'first-seed': { type: 'string', default: '1' },
      days: { type: 'string', default: '10' },
      only: { type: 'string' },
      counts: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    seeds: whole('--seeds', values.seeds, 1),
    first: whole('--first-seed', values['first-seed'], 0),
    days: whole('--days', values.days, 5),
    only: values.only
      ?.split(',')
      .filter((id) => id !== '')
      .map((id) => whole('--only', id, 0)),
    counts: values.counts,
  };
}

/** What a process has loaded, it keeps: after that many trials another takes over. */
const SEEDS_A_PROCESS = 25;

/** In the child process: plays a batch and reports each seed. The handlers' own output belongs to nobody. */
function playAsChild(): void {
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  process.once('message', (batch: Parameters<typeof playBatch>[0]) => {
    playBatch(batch, (outcome) => process.send?.(outcome)).then(
      () => process.disconnect(),
      (error: unknown) =>
        process.send?.({ error: String(error instanceof Error ? error.stack : error) }, () => process.exit(1)),
    );
  });
}

type Message = Outcome | { readonly error: string };

function playInChild(
  first: number,
  seeds: number,
  { days, only }: Flags,
  done: (outcome: Outcome) => void,
): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['--child'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let played = 0;
  child.on('message', (message: Message) => {
    if ('error' in message) return reject(new Error(`seed ${first + played} could not be played: ${message.error}`));
    played += 1;
    return done(message);
  });
  child.once('exit', () => {
    if (played === seeds) resolve();
    else reject(new Error(`seed ${first + played} could not be played: its process ended`));
  });
  child.send({ first, seeds, days, only, root: process.cwd() });
  return promise;
}

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const batches = Array.from({ length: Math.ceil(flags.seeds / SEEDS_A_PROCESS) }, (_, index) => ({
    first: flags.first + index * SEEDS_A_PROCESS,
    seeds: Math.min(SEEDS_A_PROCESS, flags.seeds - index * SEEDS_A_PROCESS),
  }));
  const counts = new Map<string, number>();
  const sums = { seeds: 0, days: 0, violations: 0 };
  const took = (outcome: Outcome): void => {
    sums.seeds += 1;
    sums.days += outcome.instanceDays;
    for (const [what, count] of Object.entries(outcome.counts)) counts.set(what, (counts.get(what) ?? 0) + count);
    if (outcome.failure !== undefined) {
      sums.violations += 1;
      process.stdout.write(told(outcome.seed, outcome.failure, flags.days));
    }
    if (sums.seeds % 100 === 0) process.stderr.write(`${sums.seeds} of ${flags.seeds} seeds\n`);
  };
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
      await playInChild(batch.first, batch.seeds, flags, took);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), batches.length) }, worker));
  if (flags.counts) for (const [what, count] of [...counts].sort()) process.stdout.write(`${what}: ${count}\n`);
  const { seeds, days, violations } = sums;
  process.stdout.write(`${seeds} seeds, ${Math.round(days)} instance-days, ${violations} violations\n`);
  return violations === 0 ? 0 : 1;
}

function told(
  seed: number,
  { invariant, text, troubles, trace }: NonNullable<Outcome['failure']>,
  days: number,
): string {
  const what = invariant === 0 ? 'not come to rest' : `invariant ${invariant}`;
  const only = `--only ${troubles.length > 0 ? troubles.join(',') : ','}`;
  return [
    `seed ${seed}, ${what}: ${text}`,
    ...trace.map((line) => `  ${line}`),
    `  npm run simulate -- --seeds 1 --first-seed ${seed} --days ${days} ${only}`,
    '',
  ].join('\n');
}

if (process.argv[2] === '--child') playAsChild();
else await run(main, USAGE);
