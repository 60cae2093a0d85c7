import { readable } from '../aws/errors.ts';
import { isPending } from '../domain/permission.ts';
import { instant } from '../domain/time.ts';
import type { Answer } from '../operators/answer.ts';
import { standingOf } from '../operators/exception-life.ts';
import { matches, pageOf } from '../operators/list-cases.ts';
import { overviewOf } from '../operators/overview.ts';
import type { RequestOf } from '../operators/request.ts';
import { limitsOf } from '../policy/resolve.ts';
import { busy, type Desk } from './desk.ts';
import { findTagged, viewExceptions } from './reach.ts';

/** The account as a whole, by one query for all cases and one each for exceptions and controls. */
export async function overview(desk: Desk): Promise<Answer> {
  const { services, policies, now } = desk;
  const [briefs, exceptions, controls] = await Promise.all([
    services.cases.briefs(),
    services.exceptions.all(),
    services.controls.controls(now, limitsOf(policies)),
  ]);
  const pending = exceptions.filter((exception) => isPending(exception, now));
  return overviewOf(briefs, await viewExceptions(desk, pending), controls, services.account, now);
}

/** Closed cases are asked for by name: where instances come and go there are many of them. */
export async function list(desk: Desk, request: RequestOf<'list'>): Promise<Answer> {
  const { services, now } = desk;
  const { tag, ...filter } = request.filter;
  const all = filter.state === 'closed' ? await services.cases.closedSince(instant(0)) : await services.cases.briefs();
  const matching = all.filter((brief) => matches(brief, filter));
  if (tag === undefined) return pageOf(matching, request, now);
  const regions = [...new Set(matching.map(({ region }) => region))];
  const tagged = await readable(() => findTagged(services, regions, tag));
  if ('unreadable' in tagged) throw busy('EC2 did not say which instances carry this tag.');
  const carrying = new Set(tagged.known.caseIds);
  return pageOf(
    matching.filter(({ id }) => carrying.has(id)),
    request,
    now,
  );
}

/** An answer of a function has an end too: what is in force or waits comes first. */
const MOST_EXCEPTIONS = 1000;

const ORDER = ['pending', 'active', 'expired', 'revoked', 'denied'] as const;

export async function listExceptions(desk: Desk, { status }: RequestOf<'exceptions'>): Promise<Answer> {
  const { services, now } = desk;
  const asked = (await services.exceptions.all())
    .map((exception) => ({ exception, rank: ORDER.indexOf(standingOf(exception, now)) }))
    .filter(({ rank }) => status === 'all' || ORDER[rank] === status)
    .sort((a, b) => a.rank - b.rank || a.exception.until - b.exception.until)
    .slice(0, MOST_EXCEPTIONS)
    .map(({ exception }) => exception);
  return { kind: 'exceptions', now, exceptions: await viewExceptions(desk, asked) };
}
