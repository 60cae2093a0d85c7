import * as z from 'zod/mini';
import { DAY, formatInstant, type Instant, minus, plus, times } from '../domain/time.ts';
import { type Snapshot, snapshotSchema } from '../report/totals.ts';
import { parseItem } from './parse-item.ts';
import { expiry, IF_NEW, type Key, type Table } from './table.ts';

/** What each digest counted, one item a day in one partition: the proof that it went out, and what the next compares. */
export interface ReportStore {
  readonly wasSent: (day: Instant) => Promise<boolean>;
  /** The latest of at least six days before `day`; null when there is none. */
  readonly before: (day: Instant) => Promise<Snapshot | null>;
  /** False when that day has one. */
  readonly save: (snapshot: Snapshot) => Promise<boolean>;
}

const PARTITION = 'report';

/** So that one which was asked for in between does not become the week that is compared with. */
const AT_LEAST = times(DAY, 6);
const KEEP = times(DAY, 400);

const keyOf = (day: Instant): Key => ({ pk: PARTITION, sk: formatInstant(day).slice(0, 10) });

export function makeReportStore(table: Table): ReportStore {
  return {
    wasSent: async (day) => (await table.get(keyOf(day))) !== null,
    before: async (day) => {
      const until = keyOf(minus(day, AT_LEAST)).sk;
      // One a day at most, so that eight reach back far enough.
      const item = (await table.latest(PARTITION, 8)).find(({ sk }) => String(sk) <= until);
      if (item === undefined) return null;
      return parseItem(snapshotSchema, item, `The digest of ${String(item['sk'])}`);
    },
    save: (snapshot) =>
      table.put(
        {
          ...z.encode(snapshotSchema, snapshot),
          ...keyOf(snapshot.day),
          ...expiry(plus(snapshot.day, KEEP)),
        },
        IF_NEW,
      ),
  };
}
