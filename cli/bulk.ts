import type { Tag } from './arguments.ts';
import { OperatorError } from './operator.ts';
import { asJson, type Session, type Status, UsageError } from './session.ts';
import type { Planned, Result, Target } from './targets.ts';

export interface BulkOptions {
  readonly owner?: string;
  readonly tag?: Tag;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Whether the options mean several at once. @throws UsageError when they mean both, or only half of it. */
export function isBulk({ owner, tag, dryRun, yes }: BulkOptions, named: boolean): boolean {
  const several = owner !== undefined || tag !== undefined;
  if (several && named) throw new UsageError('Either one by its name, or several by --owner or --tag.');
  if (owner !== undefined && tag !== undefined) throw new UsageError('Either --owner or --tag.');
  if (!several && (dryRun || yes)) throw new UsageError('--dry-run and --yes go with --owner or --tag.');
  return several;
}

/** An order for each, one after the other, and a table of what became of them. */
export async function orderEach(
  session: Session,
  verb: string,
  { dryRun = false, yes = false }: BulkOptions,
  plan: () => Promise<readonly Planned[]>,
): Promise<Status> {
  const { shell } = session;
  if (!dryRun && !yes && shell.confirm === null) {
    throw new UsageError('Nobody is here to confirm: --dry-run shows what would be ordered, --yes orders it.');
  }
  const planned = await plan();
  const asPlanned = planned.map((each) => resultOf(each, 'planned', null, `would ${verb}`));
  if (dryRun || planned.length === 0) {
    await report(session, verb, asPlanned);
    return 0;
  }
  if (!yes && !(await isConfirmed(session, verb, asPlanned))) {
    shell.err('Nothing was ordered.');
    return 1;
  }
  const results = await giveAll(session, planned);
  await report(session, verb, results);
  return results.every(({ outcome }) => outcome === 'ordered') ? 0 : 1;
}

async function isConfirmed({ shell }: Session, verb: string, planned: readonly Result[]): Promise<boolean> {
  const { renderResults } = await import('./render/results.ts');
  shell.err(renderResults(planned, shell.look));
  return (await shell.confirm?.(`Give ${planned.length} orders to ${verb}?`)) ?? false;
}

/** Without these there is no use in going on. */
const HOPELESS = ['no-credentials', 'no-stack', 'denied', 'unreachable'];

async function giveAll({ connection, shell }: Session, planned: readonly Planned[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  let stopped: OperatorError | null = null;
  for (const each of planned) {
    if (stopped !== null) {
      results.push(resultOf(each, 'not-ordered', stopped.code, 'not ordered'));
      continue;
    }
    try {
      const answer = await connection.ask(each.request);
      results.push(resultOf(each, 'ordered', null, answer.kind === 'ordered' ? answer.said : ''));
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      results.push(resultOf(each, 'refused', error.code, error.message));
      if (HOPELESS.includes(error.code)) stopped = error;
    }
    if (planned.length >= 20 && results.length % 10 === 0) shell.err(`${results.length} of ${planned.length}`);
  }
  return results;
}

async function report({ shell, json }: Session, verb: string, results: readonly Result[]): Promise<void> {
  const { renderResults } = await import('./render/results.ts');
  shell.out(json ? asJson({ kind: 'bulk', command: verb, results }) : renderResults(results, shell.look));
}

const resultOf = (
  { id, about, owner }: Target,
  outcome: Result['outcome'],
  code: string | null,
  said: string,
): Result => ({ id, about, owner, outcome, code, said });
