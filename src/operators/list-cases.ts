import type { Brief } from '../domain/brief.ts';
import type { Instant } from '../domain/time.ts';
import type { Cases } from './answer.ts';
import type { Filter, RequestOf } from './request.ts';

/** Every clause but the tag, which no brief knows. */
export const matches = (brief: Brief, { state, owner, region }: Filter): boolean =>
  (state === undefined || brief.state === state) &&
  (owner === undefined || brief.owner === owner) &&
  (region === undefined || brief.region === region);

/** One page, by case id, so that what changes meanwhile neither repeats nor hides a case. */
export function pageOf(
  matching: readonly Brief[],
  { limit, after }: Pick<RequestOf<'list'>, 'limit' | 'after'>,
  now: Instant,
): Cases {
  const rest = matching
    .filter(({ id }) => after === null || id > after)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const cases = rest.slice(0, limit);
  const next = rest.length > limit ? (cases.at(-1)?.id ?? null) : null;
  return { kind: 'cases', now, cases, matching: matching.length, next };
}
