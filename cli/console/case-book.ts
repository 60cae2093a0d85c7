import type { Brief } from '../../src/domain/brief.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Operator } from '../operator.ts';
import { askFor } from './ask.ts';

/** All cases that are open, or all that are closed. */
export interface CaseList {
  readonly now: Instant;
  readonly cases: readonly Brief[];
  /** How many there are in all: more than `cases` has when not all were fetched. */
  readonly matching: number;
}

/** Sorting and searching need the whole list; it is fetched once for a series of clicks. */
export interface CaseBook {
  readonly list: (which: Which) => Promise<CaseList>;
  /** After an order, everything may stand differently. */
  readonly forget: () => void;
}

type Which = 'open' | 'closed';

const KEPT_FOR_MS = 10_000;
const PAGE = 1000;
/** An account with more workloads is better served by `imdsv2 status`. */
const MOST_PAGES = 20;

/** @param clock Milliseconds, for how long ago a list was fetched. */
export function makeCaseBook(operator: Operator, clock: () => number): CaseBook {
  const fetched = new Map<Which, { readonly at: number; readonly list: Promise<CaseList> }>();
  return {
    list: (which) => {
      const known = fetched.get(which);
      if (known !== undefined && clock() - known.at < KEPT_FOR_MS) return known.list;
      const list = fetchAll(operator, which);
      fetched.set(which, { at: clock(), list });
      list.catch(() => fetched.get(which)?.list === list && fetched.delete(which));
      return list;
    },
    forget: () => fetched.clear(),
  };
}

async function fetchAll(operator: Operator, which: Which): Promise<CaseList> {
  const filter = which === 'closed' ? { state: 'closed' as const } : {};
  const page = (after: string | null) => askFor(operator, 'cases', { kind: 'list', filter, limit: PAGE, after });
  let answer = await page(null);
  const cases = new Map<string, Brief>();
  for (let pages = 1; ; pages += 1) {
    // A case that changes between two pages can stand on both.
    for (const brief of answer.cases) cases.set(brief.id, brief);
    if (answer.next === null || pages === MOST_PAGES) break;
    answer = await page(answer.next);
  }
  return { now: answer.now, cases: [...cases.values()], matching: answer.matching };
}
