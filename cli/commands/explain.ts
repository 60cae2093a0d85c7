import type { Command } from 'commander';
import { readSubject } from '../arguments.ts';
import { askAndShow } from '../session.ts';
import { type Act, examples } from './support.ts';

export function addExplain(program: Command, act: Act): void {
  program
    .command('explain')
    .description('one case: where it stands and why, what happens next, what you can do, who did what')
    .argument('<instance|case>', 'i-0123456789abcdef0 or us-east-1/asg:web', readSubject)
    .addHelpText(
      'after',
      examples([
        ['imdsv2 explain i-0123456789abcdef0', ''],
        ["imdsv2 explain 'us-east-1/tag:Service=web shop'", 'quoted, because the shell splits at spaces'],
        ['imdsv2 explain us-east-1/asg:web --format json | jq .evidence', ''],
      ]),
    )
    .action((subject: string, _: unknown, command: Command) =>
      act(command, (session) => askAndShow(session, { kind: 'show', case: subject })),
    );
}
