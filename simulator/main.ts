import { parseArgs } from 'node:util';
import { inAnotherShell, openConsole } from './console.ts';
import { run, UsageError, whole } from './flags.ts';
import { START, simulate } from './host/simulate.ts';
import { isClean } from './report/summary.ts';
import { renderSummary } from './report/table.ts';
import { makeTimeline } from './report/timeline.ts';

const USAGE = `Plays weeks of an AWS account through the packaged remediator, on an embedded AWS.

  npm start [-- --instances N --days N --seed N --json]
  npm start -- --console [--pace N]

  --instances N  instances at the start (300; 100 with --console)
  --days N       days to play (30; 9 with --console)
  --seed N       the same seed gives the same run (1)
  --json         one JSON document on standard output, progress on standard error
  --console      then opens the console as an operator of that account, while time goes on, until Ctrl-C
  --pace N       virtual hours in a second meanwhile (1)
  --help         this text

Exit status: 0 nothing broke and everything is explained, 1 otherwise, 2 wrong usage.
`;

interface Flags {
  readonly instances: number;
  readonly days: number;
  readonly seed: number;
  readonly json: boolean;
  /** Virtual hours in a second while the console is open; null without it. */
  readonly pace: number | null;
}

function readFlags(args: readonly string[]): Flags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      instances: { type: 'string' },
      days: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      console: { type: 'boolean', default: false },
      pace: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.console && values.json) throw new UsageError('--json says how a run ended; --console has no end');
  if (values.pace !== undefined && !values.console) throw new UsageError('--pace goes with --console');
  return {
    instances: whole('--instances', values.instances ?? (values.console ? '100' : '300'), 1, 100_000),
    days: whole('--days', values.days ?? (values.console ? '9' : '30'), 1, 365),
    seed: whole('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    json: values.json,
    pace: values.console ? whole('--pace', values.pace ?? '1', 1, 1000) : null,
  };
}

/** The handlers' own output is kept off both streams: they belong to the run's timeline and summary. */
function takeStreams(): { out: (text: string) => void; err: (text: string) => void } {
  const out = process.stdout.write.bind(process.stdout);
  const err = process.stderr.write.bind(process.stderr);
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  return { out: (text) => void out(text), err: (text) => void err(text) };
}

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { json, days, pace } = flags;
  const root = process.cwd();
  const { out, err } = takeStreams();
  const live = process.stderr.isTTY === true;
  const timeline = makeTimeline(START, {
    line: (text) => {
      if (!json) out(`${live ? '\r\u001b[K' : ''}${text}\n`);
    },
    progress: (day) => {
      if (live) err(`\r\u001b[Kday ${day} of ${days}`);
      else if (json && day % 10 === 0) err(`day ${day} of ${days}\n`);
    },
  });
  const during = (endpoint: string, over: AbortSignal): Promise<void> => {
    if (live) err('\r\u001b[K');
    out(
      `\nYou are an operator of this account; time goes on with ${pace} virtual hour${pace === 1 ? '' : 's'} a second.\n`,
    );
    out(`In another shell: ${inAnotherShell(endpoint, 'npx imdsv2 doctor')}\n`);
    return openConsole({ endpoint, root, over, out, err });
  };
  const after = pace === null ? {} : { live: { hoursPerSecond: pace, during } };
  const { summary, errors, onFailure } = await simulate({ ...flags, ...after, root }, timeline);
  if (live) err('\r\u001b[K');
  for (const { function: name, at, error } of errors.slice(0, 10))
    err(`${new Date(at).toISOString()} ${name}: ${error}\n`);
  if (pace !== null) return 0;
  out(json ? `${JSON.stringify(summary, null, 2)}\n` : `\n${renderSummary(summary, onFailure.length)}\n`);
  return isClean(summary) ? 0 : 1;
}

await run(main, USAGE);
