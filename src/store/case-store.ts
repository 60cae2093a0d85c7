import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { type Brief, briefOf, briefSchema } from '../domain/brief.ts';
import { type Case, caseSchema } from '../domain/case.ts';
import { type JournalEntry, journalEntrySchema } from '../domain/effect.ts';
import { type Member, memberSchema } from '../domain/member.ts';
import { DAY, formatInstant, type Instant, plus, times } from '../domain/time.ts';
import { caseKey, claimKey, journalPartition, memberKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { DUE_KEY, expiry, IF_NEW, type Item, ifVersion, type Table } from './table.ts';

export interface LoadedCase {
  readonly case: Case;
  readonly members: readonly Member[];
}

/**
 * One partition a case: `case` and `member#<id>`. The journal has a partition of its own, so that a case's one
 * consistent query does not grow with its history.
 */
export interface CaseStore {
  readonly load: (caseId: string) => Promise<LoadedCase | null>;
  readonly loadMembers: (keys: readonly { caseId: string; id: string }[]) => Promise<readonly Member[]>;
  readonly loadCases: (caseIds: readonly string[]) => Promise<readonly Case[]>;
  /** Creates it if nobody has; false when somebody did. */
  readonly create: (kase: Case) => Promise<boolean>;
  /** Writes it as version + 1 if it still has the version it was read with; null when the race was lost. */
  readonly save: (kase: Case) => Promise<Case | null>;
  /** Moves only the due moment and the reading it rests on; false when the case has moved on. */
  readonly touch: (kase: Case, dueAt: Instant) => Promise<boolean>;
  /** Moves the due moment of a case that could not even be read. */
  readonly postpone: (caseId: string, dueAt: Instant) => Promise<void>;
  /** The member as it was written, version + 1; null when somebody wrote a newer sight of it. */
  readonly saveMember: (member: Member) => Promise<Member | null>;
  /** Whose case an instance belongs to, fixed at first sight; `caseId` unless it was claimed before. */
  readonly claim: (region: string, instanceId: string, caseId: string) => Promise<string>;
  readonly claims: (region: string, instanceIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Written once; a repeat finds it there. */
  readonly journal: (entry: JournalEntry) => Promise<void>;
  /** The newest `limit` entries, the newest first. */
  readonly history: (caseId: string, limit: number) => Promise<readonly JournalEntry[]>;
  /** A line about every case that is not closed: a query, whose answer may be a second behind. */
  readonly briefs: () => Promise<readonly Brief[]>;
  /** The same of those that were closed at `from` or later. */
  readonly closedSince: (from: Instant) => Promise<readonly Brief[]>;
}

/** Readable for a while after it is gone, because its generation may still rest on it. */
const KEEP_GONE = times(DAY, 90);

/** What is not due leaves the index: its keys must be absent, for an index key may not be null. */
const due = (dueAt: Instant | null) =>
  dueAt === null ? { dueAt: undefined } : { dueKey: DUE_KEY, dueAt: formatInstant(dueAt) };

/** A single that is gone cannot come back: its case is of use as long as its end is of interest. */
const KEEP_CLOSED_SINGLE = times(DAY, 30);

/** What the index of briefs holds of a case. */
const listed = (kase: Case) => ({
  listKey: kase.stance.kind === 'closed' ? 'closed' : 'open',
  listAt: formatInstant(kase.stance.since),
  brief: z.encode(briefSchema, briefOf(kase)),
  ...(kase.stance.kind === 'closed' && kase.stance.reason === 'no-members' && kase.imageId !== null
    ? expiry(plus(kase.stance.since, KEEP_CLOSED_SINGLE))
    : {}),
});

export function makeCaseStore(table: Table): CaseStore {
  const caseItem = (kase: Case) => ({
    ...z.encode(caseSchema, kase),
    ...caseKey(kase.id),
    ...due(kase.dueAt),
    ...listed(kase),
  });

  return {
    load: async (caseId) => {
      const items = await table.partition(caseKey(caseId).pk);
      const kase = items.find(({ sk }) => sk === 'case');
      if (kase === undefined) return null;
      return { case: parseCase(kase), members: items.filter(({ sk }) => sk !== 'case').map(parseMember) };
    },
    loadMembers: async (keys) =>
      (await table.getMany(keys.map(({ caseId, id }) => memberKey(caseId, id)))).map(parseMember),
    loadCases: async (caseIds) => (await table.getMany(caseIds.map(caseKey))).map(parseCase),
    create: (kase) => table.put(caseItem(kase), IF_NEW),
    save: async (kase) => {
      const next = { ...kase, version: kase.version + 1 };
      return (await table.put(caseItem(next), ifVersion(kase.version))) ? next : null;
    },
    touch: (kase, dueAt) =>
      table.update(caseKey(kase.id), {
        ...ifVersion(kase.version),
        set: 'SET dueKey = :due, dueAt = :at, evidence = :evidence, brief = :brief',
        values: {
          ':version': kase.version,
          ':due': DUE_KEY,
          ':at': formatInstant(dueAt),
          ':evidence': z.encode(caseSchema, kase).evidence,
          ':brief': listed(kase).brief,
        },
      }),
    postpone: async (caseId, dueAt) => {
      await table.update(caseKey(caseId), {
        set: 'SET dueAt = :at',
        expression: 'attribute_exists(dueKey)',
        values: { ':at': formatInstant(dueAt) },
      });
    },
    saveMember: async (member) => {
      const next = { ...member, version: member.version + 1 };
      const item = {
        ...z.encode(memberSchema, next),
        ...memberKey(member.caseId, member.id),
        ...(next.goneAt === null ? {} : expiry(plus(next.goneAt, KEEP_GONE))),
      };
      if (await table.put(item, ifVersion(member.version))) return next;
      // Where the answer was lost, the SDK has tried again and found its own first try there.
      const stored = await table.get(memberKey(member.caseId, member.id));
      return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(item))) ? next : null;
    },
    claim: async (region, instanceId, caseId) => {
      const key = claimKey(region, instanceId);
      if (await table.put({ ...key, caseId }, IF_NEW)) return caseId;
      return claimedCase((await table.get(key)) ?? { caseId });
    },
    claims: async (region, instanceIds) => {
      const items = await table.getMany(instanceIds.map((id) => claimKey(region, id)));
      const ids = new Map(instanceIds.map((id) => [claimKey(region, id).pk, id]));
      return new Map(
        items.flatMap((item) => {
          const id = ids.get(String(item['pk']));
          return id === undefined ? [] : [[id, claimedCase(item)] as const];
        }),
      );
    },
    journal: async (entry) => {
      const key = { pk: journalPartition(entry.caseId), sk: String(entry.version).padStart(9, '0') };
      await table.put({ ...z.encode(journalEntrySchema, entry), ...key }, IF_NEW);
    },
    history: async (caseId, limit) =>
      (await table.latest(journalPartition(caseId), limit))
        .slice(0, limit)
        .map((item) => parseItem(journalEntrySchema, item, named('entry', item))),
    briefs: async () => (await table.listedIndex('open')).map(parseBrief),
    closedSince: async (from) => (await table.listedIndex('closed', formatInstant(from))).map(parseBrief),
  };
}

const claimSchema = z.object({ caseId: z.string() });

const claimedCase = (item: Item): string => parseItem(claimSchema, item, `The claim ${String(item['pk'])}`).caseId;

const named = (what: string, { pk, sk }: Item): string => `The ${what} ${String(pk)} ${String(sk)}`;

const parseCase = (item: Item): Case => parseItem(caseSchema, { dueAt: null, ...item }, named('case', item));
const parseMember = (item: Item): Member => parseItem(memberSchema, item, named('member', item));
const parseBrief = (item: Item): Brief => parseItem(listedSchema, item, named('brief', item)).brief;

const listedSchema = z.object({ brief: briefSchema });
