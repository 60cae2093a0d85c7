import type { Command } from 'commander';
import { askAndShow } from '../session.ts';
import { type Act, examples, reasonOption } from './support.ts';

const BRAKE = [
  { kind: 'pause', meaning: 'stop: no instance of the account is changed until "resume"', why: 'incident in checkout' },
  { kind: 'resume', meaning: 'go on after "pause", or after the breaker has opened', why: 'incident is over' },
] as const;

export function addPause(program: Command, act: Act): void {
  for (const { kind, meaning, why } of BRAKE) {
    program
      .command(kind)
      .description(meaning)
      .addOption(reasonOption())
      .addHelpText('after', examples([[`imdsv2 ${kind} --reason "${why}"`, '']]))
      .action(({ reason }: { readonly reason: string }, command: Command) =>
        act(command, (session) => askAndShow(session, { kind, id: session.newId(), reason })),
      );
  }
}
