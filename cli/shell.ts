import { createInterface } from 'node:readline/promises';

/** What can be drawn on: columns of a terminal, endless where nobody looks. */
export interface Look {
  readonly width: number;
  readonly colour: boolean;
}

/** What a command sees of the process around it. */
export interface Shell {
  readonly look: Look;
  /** Results, and nothing but results. */
  readonly out: (text: string) => void;
  /** A part of a result that is too long to be held whole; resolves once there is room for the next. */
  readonly write: (part: string) => Promise<void>;
  /** Progress and messages. */
  readonly err: (text: string) => void;
  /** A line of progress that takes the place of the one before it; null where nobody watches. */
  readonly draw: ((line: string) => void) | null;
  /** Asks yes or no; null where nobody is there to answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

export function processShell({ stdin, stdout, stderr, env }: NodeJS.Process = process): Shell {
  const colour = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    look: { width: widthOf(stdout, env['COLUMNS']), colour },
    out: (text) => void stdout.write(`${text}\n`),
    write: (part) => new Promise((resolve) => void (stdout.write(part) ? resolve() : stdout.once('drain', resolve))),
    draw: stderr.isTTY === true ? (line) => void stderr.write(`\r\u001b[K${line}`) : null,
    err: (text) => void stderr.write(`${text}\n`),
    confirm: stdin.isTTY === true && stderr.isTTY === true ? confirm : null,
  };
}

function widthOf({ isTTY, columns }: NodeJS.WriteStream, said = ''): number {
  if (isTTY && columns > 0) return columns;
  return /^[1-9]\d{0,4}$/.test(said) ? Number(said) : Number.POSITIVE_INFINITY;
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it, and would leave the question unanswered for ever.
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal: closed.signal })).trim());
  } catch (error) {
    if (closed.signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
