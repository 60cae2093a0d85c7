import type { Command } from 'commander';
import { readSubject } from '../arguments.ts';
import { type BulkOptions, isBulk, orderEach } from '../bulk.ts';
import { caseTargets } from '../select.ts';
import { askAndShow, type Session, type Status, UsageError } from '../session.ts';
import { type Act, addBulkOptions, examples, reasonOption } from './support.ts';

interface Options extends BulkOptions {
  readonly reason: string;
}

export function addEnforce(program: Command, act: Act): void {
  const command = program
    .command('enforce')
    .description('require IMDSv2 now, on your word: calls that still use IMDSv1 fail from then on')
    .argument('[instance|case]', 'i-0123456789abcdef0 or us-east-1/asg:web', readSubject)
    .addOption(reasonOption());
  addBulkOptions(command)
    .addHelpText(
      'after',
      examples([
        ['imdsv2 enforce us-east-1/asg:web --reason "agent replaced, tested in staging"', ''],
        [
          'imdsv2 enforce --tag Environment=test --reason "tests may break" --dry-run',
          'shows each order that would be given',
        ],
      ]),
    )
    .action((subject: string | undefined, options: Options) =>
      act(command, (session) => enforce(session, subject, options)),
    );
  addRollback(program, act);
}

async function enforce(session: Session, subject: string | undefined, options: Options): Promise<Status> {
  const { reason } = options;
  const order = (id: string) => ({ kind: 'enforce', id: session.newId(), case: id, reason }) as const;
  if (!isBulk(options, subject !== undefined)) {
    if (subject !== undefined) return await askAndShow(session, order(subject));
    throw new UsageError('Name an instance or a case; several at once by --owner or --tag.');
  }
  return await orderEach(session, 'enforce', options, async () => {
    const found = await caseTargets(session.connection, options);
    return found.map((target) => ({ ...target, request: order(target.id) }));
  });
}

function addRollback(program: Command, act: Act): void {
  program
    .command('rollback')
    .description('take the change back: IMDSv1 is allowed again where it was before, also while enforcement is stopped')
    .argument('<instance|case>', 'i-0123456789abcdef0 or us-east-1/asg:web', readSubject)
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples([
        ['imdsv2 rollback us-east-1/asg:web --reason "checkout gets 401"', ''],
        ['imdsv2 rollback i-0123456789abcdef0 --reason "its agent fails"', 'this instance alone'],
      ]),
    )
    .action((subject: string, { reason }: Options, command: Command) =>
      act(command, (session) => askAndShow(session, { kind: 'rollback', id: session.newId(), case: subject, reason })),
    );
}
