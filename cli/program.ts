import { Command, Option } from 'commander';
import { addConsole } from './commands/console.ts';
import { addDecisions } from './commands/decisions.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnforce } from './commands/enforce.ts';
import { addExceptions } from './commands/exceptions.ts';
import { addExplain } from './commands/explain.ts';
import { addPause } from './commands/pause.ts';
import { addPlan } from './commands/plan.ts';
import { addStatus } from './commands/status.ts';
import { type Act, examples } from './commands/support.ts';
import type { Shell } from './shell.ts';

/** The whole command line. Wrong usage is thrown, as CommanderError; what the commands do is left to `act`. */
export function makeProgram({ look, out, err }: Shell, version: string, act: Act): Command {
  const getHelpWidth = () => Math.min(look.width, 100);
  const program = new Command('imdsv2')
    .description('Takes EC2 instances to IMDSv2: see where each stands, ask for time, grant it, take it back, stop.')
    .version(version, '--version', 'the version of this command')
    .helpOption('-h, --help', 'what can be done, with examples')
    .helpCommand(false)
    .addOption(
      new Option('--stack <name>', 'the CloudFormation stack').env('IMDSV2_STACK').default('imdsv2-remediator-live'),
    )
    .option('--region <region>', 'where the stack is (else AWS_REGION, or that of the profile)')
    .option('--profile <name>', 'whose credentials sign (else AWS_PROFILE, or the standard chain)')
    .addOption(new Option('--format <format>', 'of the result').choices(['table', 'json']).default('table'))
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => out(text.trimEnd()),
      writeErr: (text) => err(text.trimEnd()),
      getOutHelpWidth: getHelpWidth,
      getErrHelpWidth: getHelpWidth,
    })
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  addPlan(program, act);
  addStatus(program, act);
  addExplain(program, act);
  addExceptions(program, act);
  addDecisions(program, act);
  addEnforce(program, act);
  addPause(program, act);
  addConsole(program, act);
  addDoctor(program, act);
  return program;
}

const EXAMPLES = `${examples([
  ['imdsv2 status', 'where everything stands, what is due next, what waits for you'],
  ['imdsv2 explain i-0123456789abcdef0', 'why one instance is where it is, and what you can do'],
  ['imdsv2 exceptions request --case us-east-1/asg:web --until P30D --owner payments --reason "new agent in May"', ''],
  ['imdsv2 approve --case us-east-1/asg:web --reason "agreed with the owner"', ''],
  ['imdsv2 status --format json | jq .overview.workloads', ''],
])}

Exit status: 0 done, 1 failed, 2 wrong usage. Results stand on standard output, all else on standard error.`;
