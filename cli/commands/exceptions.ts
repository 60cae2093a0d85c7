import { type Command, Option } from 'commander';
import type { Scope } from '../../src/domain/permission.ts';
import { endOf, readCaseId, readInstanceId, readTag, readText, readUntil, type Tag, type Until } from '../arguments.ts';
import type { Connection } from '../operator.ts';
import { askAndShow, UsageError } from '../session.ts';
import { type Act, examples, reasonOption } from './support.ts';

interface Asked {
  readonly case?: string;
  readonly instance?: string;
  readonly in?: string;
  readonly tag?: Tag;
  readonly until: Until;
  readonly owner: string;
  readonly reason: string;
}

export function addExceptions(program: Command, act: Act): void {
  const exceptions = program
    .command('exceptions')
    .description('permissions to keep IMDSv1 for a time: list them, or ask for one');
  addList(exceptions, act);
  addRequest(exceptions, act);
}

function addList(exceptions: Command, act: Act): void {
  exceptions
    .command('list', { isDefault: true })
    .description('exceptions asked for, granted and ended')
    .addOption(new Option('--status <status>', 'only these').choices(['pending', 'active', 'all']).default('all'))
    .addHelpText(
      'after',
      examples([
        ['imdsv2 exceptions', ''],
        ['imdsv2 exceptions list --status pending', 'what waits to be approved or denied'],
      ]),
    )
    .action(({ status }: { readonly status: 'pending' | 'active' | 'all' }, command: Command) =>
      act(command, (session) => askAndShow(session, { kind: 'exceptions', status })),
    );
}

function addRequest(exceptions: Command, act: Act): void {
  exceptions
    .command('request')
    .description('ask for time; an operator approves or denies')
    .option('--case <case>', 'for a whole workload', readCaseId)
    .option('--instance <instance>', 'for one instance', readInstanceId)
    .option('--in <region>', "the instance's region, where no case knows it yet", readText)
    .option('--tag <key=value>', 'for every instance that carries this tag', readTag)
    .requiredOption('--until <end>', 'a length of time (P30D), a day or a moment (2026-04-30T18:00:00Z)', readUntil)
    .requiredOption('--owner <name>', 'who answers for it', readText)
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples([
        ['imdsv2 exceptions request --case us-east-1/asg:web --until P30D --owner payments --reason "new agent"', ''],
        [
          'imdsv2 exceptions request --instance i-0123456789abcdef0 --until 2026-04-30 --owner dana --reason "old JDK"',
          '',
        ],
        ['imdsv2 exceptions request --tag Service=search --until P7D --owner search --reason "freeze"', ''],
      ]),
    )
    .action((asked: Asked, command: Command) =>
      act(command, async (session) => {
        const { connection, newId } = session;
        const scope = await scopeOf(asked, connection);
        const until = endOf(asked.until, await connection.now());
        const { owner, reason } = asked;
        return await askAndShow(session, { kind: 'request', id: newId(), scope, until, owner, reason });
      }),
    );
}

async function scopeOf({ case: caseId, instance, in: region, tag }: Asked, connection: Connection): Promise<Scope> {
  if ([caseId, instance, tag].filter((given) => given !== undefined).length !== 1) {
    throw new UsageError('What it is for is named by one of --case, --instance and --tag.');
  }
  if (caseId !== undefined) return { kind: 'workload', caseId };
  if (tag !== undefined) return { kind: 'tag', ...tag };
  const instanceId = instance ?? '';
  return { kind: 'instance', region: region ?? (await regionOf(instanceId, connection)), instanceId };
}

/** That of its case: the stack's own region would be a guess. */
async function regionOf(instanceId: string, connection: Connection): Promise<string> {
  const answer = await connection.ask({ kind: 'show', case: instanceId });
  if (answer.kind === 'case') return answer.case.region;
  throw new UsageError(`The region of ${instanceId} is not known: name it with --in.`);
}
