import type { Command } from 'commander';
import { readText } from '../arguments.ts';
import { asJson, type Session, type Status } from '../session.ts';
import type { Settings } from '../settings.ts';
import { type Act, examples } from './support.ts';

interface Options {
  readonly in: readonly string[];
}

export function addDoctor(program: Command, act: Act): void {
  program
    .command('doctor')
    .description('whether everything stands that enforcement rests on, before and after deploying; changes nothing')
    .option('--in <region>', 'only this region; may be given again', collect, [])
    .addHelpText(
      'after',
      examples([
        ['imdsv2 doctor', 'exit status 1 when enforcement would not work, or nobody could tell'],
        ['imdsv2 doctor --profile audit --region us-east-1 --in eu-west-1', ''],
        ['imdsv2 doctor --format json | jq -r \'.findings[] | select(.level != "ok") | .fix\'', ''],
      ]),
    )
    .action(({ in: only }: Options, command: Command) =>
      act(command, (session) => examine(session, command.optsWithGlobals<Settings>(), only)),
    );
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, readText(text)];

async function examine({ shell, json }: Session, settings: Settings, only: readonly string[]): Promise<Status> {
  // A dozen clients, which no other command is to wait for.
  const { diagnose } = await import('../doctor/diagnose.ts');
  const diagnosed = await diagnose(settings, only, process.env);
  const { encodeDiagnosis, renderDiagnosis } = await import('../render/diagnosis.ts');
  shell.out(json ? asJson(encodeDiagnosis(diagnosed)) : renderDiagnosis(diagnosed, shell.look));
  return diagnosed.verdict === 'works' ? 0 : 1;
}
