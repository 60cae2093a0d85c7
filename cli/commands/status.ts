import { type Command, Option } from 'commander';
import { type State, states } from '../../src/domain/state-of.ts';
import type { Answer } from '../../src/operators/answer.ts';
import type { Filter } from '../../src/operators/request.ts';
import { readLimit, readTag, readText, type Tag } from '../arguments.ts';
import { asJson, type Session, type Status } from '../session.ts';
import { type Act, examples } from './support.ts';

interface Options {
  readonly state?: State;
  readonly owner?: string;
  readonly in?: string;
  readonly tag?: Tag;
  readonly limit?: number;
}

export function addStatus(program: Command, act: Act): void {
  program
    .command('status')
    .description('where everything stands; with any of its options, the cases')
    .addOption(new Option('--state <state>', 'cases in this state').choices(states))
    .option('--owner <name>', 'cases of this owner', readText)
    .option('--in <region>', 'cases in this region', readText)
    .option('--tag <key=value>', 'cases with an instance that carries this tag', readTag)
    .option('--limit <number>', 'how many cases to show at most (100)', readLimit)
    .addHelpText(
      'after',
      examples([
        ['imdsv2 status', ''],
        ['imdsv2 status --state grace --owner payments', 'what payments still has to do, and until when'],
        ['imdsv2 status --tag Environment=test --limit 500', ''],
        ['imdsv2 status --state blocked --format json | jq -r .cases.cases[].id', ''],
      ]),
    )
    .action((options: Options, command: Command) => act(command, (session) => status(session, options)));
}

/** Up to so many workloads people want to see each; of more, a first page would be chance. */
const FEW = 50;

async function status({ connection, shell, json }: Session, options: Options): Promise<Status> {
  const asked = Object.keys(options).length > 0;
  const overview = asked ? null : await connection.ask({ kind: 'overview' });
  const listed = overview === null || workloadsOf(overview) <= FEW;
  const list = { kind: 'list', filter: filterOf(options), limit: options.limit ?? 100 } as const;
  const cases = listed ? await connection.ask(list) : null;
  const { encodeAnswer, renderAnswer } = await import('../render/answer.ts');
  if (json) {
    shell.out(asJson({ overview: overview && encodeAnswer(overview), cases: cases && encodeAnswer(cases) }));
  } else {
    const parts = [overview, cases].flatMap((answer) => (answer === null ? [] : renderAnswer(answer, shell.look)));
    shell.out([...parts, ...(listed ? [] : [MORE])].join('\n\n'));
  }
  return 0;
}

const MORE = 'The cases themselves: imdsv2 status --state grace, --owner NAME, --tag KEY=VALUE, --limit 100.';

const workloadsOf = (answer: Answer): number =>
  answer.kind === 'overview' ? Object.values(answer.workloads).reduce((sum, count) => sum + count, 0) : 0;

const filterOf = ({ state, owner, in: region, tag }: Options): Filter => ({
  ...(state && { state }),
  ...(owner && { owner }),
  ...(region && { region }),
  ...(tag && { tag }),
});
