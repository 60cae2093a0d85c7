import { type Command, Option } from 'commander';
import { readTag, readText } from '../arguments.ts';
import type { Session, Status } from '../session.ts';

/** Performs a command in the session that its options describe. */
export type Act = (command: Command, perform: (session: Session) => Promise<Status>) => Promise<void>;

/** Lines for the end of a help text: a command, and under it what it does where that needs saying. */
export const examples = (lines: readonly (readonly [command: string, meaning: string])[]): string =>
  `\nExamples:\n${lines.map(([command, meaning]) => `  ${command}${meaning === '' ? '' : `\n      ${meaning}`}`).join('\n')}`;

export const reasonOption = (): Option =>
  new Option('--reason <text>', 'why, for the journal and those it concerns').argParser(readText).makeOptionMandatory();

/** What several orders at once are given by. */
export const addBulkOptions = (command: Command): Command =>
  command
    .option('--owner <name>', 'everything of this owner', readText)
    .option('--tag <key=value>', 'everything whose instances carry this tag', readTag)
    .option('--dry-run', 'with --owner or --tag: only show what would be ordered')
    .option('--yes', 'with --owner or --tag: order without asking again');
