import type { Command } from 'commander';
import { readCaseId, readText } from '../arguments.ts';
import { type BulkOptions, isBulk, orderEach } from '../bulk.ts';
import { exceptionTargets } from '../select.ts';
import { askAndShow, type Session, type Status, UsageError } from '../session.ts';
import { type Act, addBulkOptions, examples, reasonOption } from './support.ts';

interface Options extends BulkOptions {
  readonly case?: string;
  readonly reason: string;
}

const DECISIONS = [
  { kind: 'approve', about: 'pending', meaning: 'grant an exception that somebody asked for' },
  { kind: 'deny', about: 'pending', meaning: 'refuse an exception that somebody asked for' },
  { kind: 'revoke', about: 'active', meaning: 'take an exception back: a fresh, shorter grace window follows' },
] as const;
type Decision = (typeof DECISIONS)[number];

export function addDecisions(program: Command, act: Act): void {
  for (const decision of DECISIONS) {
    const { kind, meaning } = decision;
    const command = program
      .command(kind)
      .description(meaning)
      .argument('[exception]', 'its id, as "imdsv2 exceptions" lists them', readText)
      .option('--case <case>', 'the one exception of this case instead', readCaseId)
      .addOption(reasonOption());
    addBulkOptions(command)
      .addHelpText(
        'after',
        examples([
          [`imdsv2 ${kind} x-666c203c4067 --reason "agreed in the review"`, ''],
          [`imdsv2 ${kind} --case us-east-1/asg:web --reason "agreed with the owner"`, ''],
          [
            `imdsv2 ${kind} --owner payments --reason "release of May" --dry-run`,
            'shows each order that would be given',
          ],
        ]),
      )
      .action((exception: string | undefined, options: Options) =>
        act(command, (session) => decide(session, decision, exception ?? null, options)),
      );
  }
}

async function decide(
  session: Session,
  { kind, about }: Decision,
  exception: string | null,
  options: Options,
): Promise<Status> {
  const { case: caseId = null, reason } = options;
  const order = (id: string | null, ofCase: string | null) =>
    ({ kind, id: session.newId(), exception: id, case: ofCase, reason }) as const;
  const named = exception !== null || caseId !== null;
  if (!isBulk(options, named)) {
    if (named) return await askAndShow(session, order(exception, caseId));
    throw new UsageError('Name the exception or its --case; several at once by --owner or --tag.');
  }
  return await orderEach(session, kind, options, async () => {
    const found = await exceptionTargets(session.connection, options, about);
    return found.map((target) => ({ ...target, request: order(target.id, null) }));
  });
}
