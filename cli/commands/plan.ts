import type { Command } from 'commander';
import { readDays, readRegion, readText } from '../arguments.ts';
import type { PlanCommandOptions } from '../plan/options.ts';
import type { Settings } from '../settings.ts';
import { type Act, examples } from './support.ts';

export function addPlan(program: Command, act: Act): void {
  program
    .command('plan')
    .description('what would be done to every instance of this account now, and why; reads only, needs no stack')
    .argument('[region...]', 'more regions, after --region; all that are enabled where none is named', readRegions)
    .option('--policy <file>', 'a policy.yml to judge by (else the deployed one, else the defaults)', readText)
    .option('--what-if [days]', 'also: what this policy would have broken, had it run so many days ago (7)', readDays)
    .option('--html <file>', 'also write one page for people: plots, workloads, no scripts', readText)
    .addHelpText(
      'after',
      examples([
        ['imdsv2 plan', 'all enabled regions'],
        ['imdsv2 plan --region us-east-1 eu-west-1 --policy policy.yml', ''],
        ['imdsv2 plan --what-if', 'whom this policy would have broken a week ago'],
        ['imdsv2 plan --html plan.html', ''],
        [`imdsv2 plan --format json | jq -r '.instances[] | select(.verdict == "enforce") | .instanceId'`, ''],
      ]),
    )
    .action((more: readonly string[], options: PlanCommandOptions, command: Command) =>
      act(command, async (session) => {
        // The SDK and all that decides is loaded by need: help and wrong usage read nothing.
        const { runPlan } = await import('../plan/run.ts');
        return await runPlan(session, { ...options, more, settings: command.optsWithGlobals<Settings>() });
      }),
    );
}

const readRegions = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  readRegion(text),
];
