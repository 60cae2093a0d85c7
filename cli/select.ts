import type { Brief } from '../src/domain/brief.ts';
import type { Scope } from '../src/domain/permission.ts';
import type { State } from '../src/domain/state-of.ts';
import type { ExceptionView } from '../src/operators/answer.ts';
import type { Filter } from '../src/operators/request.ts';
import type { BulkOptions } from './bulk.ts';
import type { Operator } from './operator.ts';
import { scopeText } from './render/words.ts';
import type { Target } from './targets.ts';

type Choice = Pick<BulkOptions, 'owner' | 'tag'>;

const PAGE = 1000;

async function casesOf(operator: Operator, filter: Filter): Promise<readonly Brief[]> {
  const cases: Brief[] = [];
  let after: string | null = null;
  do {
    const page = await operator.ask({ kind: 'list', filter, limit: PAGE, after });
    if (page.kind !== 'cases') break;
    cases.push(...page.cases);
    after = page.next;
  } while (after !== null);
  return cases;
}

/** An exception is a promise: it is revoked first. All others have been enforced, or have nothing left to enforce. */
const ENFORCEABLE: readonly State[] = ['observing', 'grace', 'blocked'];

/** Cases that can be ordered to be enforced. */
export async function caseTargets(operator: Operator, { owner, tag }: Choice): Promise<readonly Target[]> {
  const cases = await casesOf(operator, { ...(owner && { owner }), ...(tag && { tag }) });
  return cases
    .filter(({ state }) => ENFORCEABLE.includes(state))
    .map(({ id, state, owner: of }) => ({ id, about: state, owner: of }));
}

/**
 * Exceptions of an owner, or about a tag: those that were asked for by this very tag, and those that reach no case
 * without it. One that reaches further is left to be named.
 */
export async function exceptionTargets(
  operator: Operator,
  { owner, tag }: Choice,
  status: 'pending' | 'active',
): Promise<readonly Target[]> {
  const answer = await operator.ask({ kind: 'exceptions', status });
  if (answer.kind !== 'exceptions') return [];
  const inTag = tag && new Set((await casesOf(operator, { tag })).map(({ id }) => id));
  const fits = ({ exception, caseIds }: ExceptionView): boolean => {
    if (tag === undefined || inTag === undefined) return exception.owner === owner;
    if (exception.scope.kind === 'tag') return isTag(exception.scope, tag);
    return caseIds.length > 0 && caseIds.every((id) => inTag.has(id));
  };
  return answer.exceptions
    .filter(fits)
    .map(({ exception }) => ({ id: exception.id, about: scopeText(exception.scope), owner: exception.owner }));
}

const isTag = (scope: Extract<Scope, { kind: 'tag' }>, { key, value }: NonNullable<Choice['tag']>): boolean =>
  scope.key === key && scope.value === value;
