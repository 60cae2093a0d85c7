/** What a command was told that it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for anything but a whole number in these bounds. */
export function whole(flag: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new UsageError(`${flag} takes a whole number ${bounds}, not ${JSON.stringify(text)}`);
}

/** Runs a command and sets its exit status; 2 for wrong usage, which is answered with the right one. */
export async function run(main: (args: readonly string[]) => Promise<number>, usage: string): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!isUsage(error)) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
