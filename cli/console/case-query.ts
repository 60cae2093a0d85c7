import { type State, states } from '../../src/domain/state-of.ts';
import { clean } from '../../src/notices/untrusted.ts';

export const columns = ['workload', 'owner', 'region', 'state', 'open', 'calls', 'used', 'until', 'since'] as const;
export type Column = (typeof columns)[number];

/** Which cases are listed, and how: as the page's URL says. */
export interface CaseQuery {
  /** Null for all that are open. */
  readonly state: State | null;
  /** `none` for those without, else `is:` and the owner; null for any. */
  readonly owner: string | null;
  readonly region: string | null;
  readonly text: string;
  readonly sort: Column;
  readonly descending: boolean;
  /** The first is 1. */
  readonly page: number;
}

/** What is not known here counts as not said, so that no link ever breaks. */
export function readCaseQuery(param: (name: string) => string | undefined): CaseQuery {
  const filled = (name: string): string | null => param(name) || null;
  const page = Number(param('page') ?? 1);
  return {
    state: states.find((state) => state === param('state')) ?? null,
    owner: filled('owner'),
    region: filled('region'),
    text: (param('text') ?? '').replace(/[\p{Cc}\p{Cf}]+/gu, '').slice(0, 256),
    sort: columns.find((column) => column === param('sort')) ?? 'until',
    descending: param('order') === 'desc',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The page's own address with some of it changed; another page of the list begins at its beginning. */
export function caseQueryPath(query: CaseQuery, change: Partial<CaseQuery>): string {
  const { state, owner, region, text, sort, descending, page } = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  if (state !== null) params.set('state', state);
  if (owner !== null) params.set('owner', owner);
  if (region !== null) params.set('region', region);
  if (text !== '') params.set('text', text);
  if (sort !== 'until') params.set('sort', sort);
  if (descending) params.set('order', 'desc');
  if (page > 1) params.set('page', String(page));
  const search = params.toString();
  return search === '' ? '/cases' : `/cases?${search}`;
}

/** Owners that look alike are shown as one. */
export const ownerKey = (owner: string | null): string => (owner === null ? 'none' : `is:${clean(owner)}`);
