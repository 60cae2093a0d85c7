import { CommanderError } from 'commander';
import type { Act } from './commands/support.ts';
import { type Connection, OperatorError } from './operator.ts';
import { makeProgram } from './program.ts';
import { harmless } from './render/text.ts';
import { asJson, UsageError } from './session.ts';
import type { Settings } from './settings.ts';
import type { Shell } from './shell.ts';

export interface Surroundings {
  readonly shell: Shell;
  readonly version: string;
  readonly connect: (settings: Settings) => Connection;
  readonly newId: () => string;
}

/** Runs one command line. Its exit status: 0 done, 1 failed, 2 wrong usage. */
export async function run(args: readonly string[], { shell, version, connect, newId }: Surroundings): Promise<number> {
  let status = 0;
  let json = false;
  const act: Act = async (command, perform) => {
    const settings = command.optsWithGlobals<Settings>();
    json = settings.format === 'json';
    status = await perform({ connection: connect(settings), shell, json, newId });
  };
  try {
    await makeProgram(shell, version, act).parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return statusOf(error, shell, json);
  }
}

function statusOf(error: unknown, { out, err }: Shell, json: boolean): number {
  // Commander has said already what is wrong, and ends in this way after help, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    err(`error: ${error.message}`);
    return 2;
  }
  if (!(error instanceof OperatorError)) throw error;
  const { code, message } = error;
  err(`error (${code}): ${message.split('\n').map(harmless).join('\n')}`);
  if (json) out(asJson({ kind: 'refused', code, message }));
  return code === 'invalid-request' ? 2 : 1;
}
