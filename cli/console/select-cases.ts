import type { Brief } from '../../src/domain/brief.ts';
import { clean, plain } from '../../src/notices/untrusted.ts';
import { workloadName } from '../../src/notices/words.ts';
import { type CaseQuery, type Column, ownerKey } from './case-query.ts';
import { STATES } from './parts/words.ts';

export const stillOpen = ({ census }: Pick<Brief, 'census'>): number =>
  census.optional + census.modifying + census['rolled-back'];
export const present = ({ census }: Pick<Brief, 'census'>): number =>
  stillOpen({ census }) + census.watched + census.secured;

type Key = string | number | null;

const KEYS: Readonly<Record<Column, (brief: Brief) => Key>> = {
  workload: ({ workload }) => workloadName(workload, plain).toLowerCase(),
  owner: ({ owner }) => owner?.toLowerCase() ?? null,
  region: ({ region }) => region,
  state: ({ state }) => STATES[state].label,
  open: stillOpen,
  calls: ({ calls }) => calls,
  used: ({ lastUse }) => lastUse,
  until: ({ until }) => until,
  since: ({ since }) => since,
};

/** Those that fit, in their order. What has no value in the column comes last, either way round. */
export function selectCases(cases: readonly Brief[], query: CaseQuery): readonly Brief[] {
  const keyOf = KEYS[query.sort];
  const turn = query.descending ? -1 : 1;
  return cases
    .filter((brief) => fits(brief, query))
    .map((brief) => ({ brief, key: keyOf(brief) }))
    .sort((one, other) => byKey(one.key, other.key, turn) || (one.brief.id < other.brief.id ? -1 : 1))
    .map(({ brief }) => brief);
}

function byKey(one: Key, other: Key, turn: number): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -turn : turn;
}

function fits(brief: Brief, { state, owner, region, text }: CaseQuery): boolean {
  return (
    (state === null || brief.state === state) &&
    (owner === null || ownerKey(brief.owner) === owner) &&
    (region === null || brief.region === region) &&
    (text === '' || textOf(brief).includes(text.trim().toLowerCase()))
  );
}

/** Everything by which people know a case, as it is shown. */
const textOf = ({ id, workload, owner, ticket, imageId }: Brief): string =>
  [clean(id, 600), workloadName(workload, plain), owner === null ? '' : clean(owner), ticket, imageId]
    .join('\n')
    .toLowerCase();
