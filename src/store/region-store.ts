import * as z from 'zod/mini';
import { formatInstant, type Instant, parseInstant } from '../domain/time.ts';
import { caseIdOfKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { DUE_KEY, IF_NEW, type Table } from './table.ts';

/** When a region is to be looked through next, and where a look that ran out of time goes on. */
export interface RegionItem {
  readonly region: string;
  readonly cursor: string | null;
}

export interface RegionStore {
  /** Makes the item where there is none, due at that moment. */
  readonly ensure: (region: string, dueAt: Instant) => Promise<void>;
  readonly load: (region: string) => Promise<RegionItem>;
  /** Due at that moment at the latest: an earlier one stays, so that a storm of events is one write that counts. */
  readonly makeDue: (region: string, at: Instant) => Promise<void>;
  readonly save: (item: RegionItem, dueAt: Instant) => Promise<void>;
  /** As `save`, unless somebody has made it due sooner than `unless` meanwhile: then only the cursor is written. */
  readonly saveUnlessSooner: (item: RegionItem, dueAt: Instant, unless: Instant) => Promise<void>;
}

/** What the due index names: a case or a region. */
export type DueItem = ({ readonly caseId: string } | { readonly region: string }) & { readonly dueAt: Instant };

const regionSchema = z.object({ cursor: z._default(z.nullable(z.string()), null) });

const keyOf = (region: string) => ({ pk: `region#${region}`, sk: 'region' });

export function makeRegionStore(table: Table): RegionStore {
  return {
    ensure: async (region, dueAt) => {
      const item = { ...keyOf(region), cursor: null, dueKey: DUE_KEY, dueAt: formatInstant(dueAt) };
      await table.put(item, IF_NEW);
    },
    load: async (region) => {
      const item = await table.get(keyOf(region));
      const { cursor } = parseItem(regionSchema, item ?? {}, `The region ${region}`);
      return { region, cursor };
    },
    makeDue: async (region, at) => {
      await table.update(keyOf(region), {
        set: 'SET dueKey = :due, dueAt = :at',
        expression: 'attribute_not_exists(dueAt) OR dueAt > :at',
        values: { ':due': DUE_KEY, ':at': formatInstant(at) },
      });
    },
    save: async ({ region, cursor }, dueAt) => {
      await table.put({ ...keyOf(region), cursor, dueKey: DUE_KEY, dueAt: formatInstant(dueAt) });
    },
    saveUnlessSooner: async ({ region, cursor }, dueAt, unless) => {
      const values = { ':cursor': cursor, ':at': formatInstant(dueAt), ':unless': formatInstant(unless) };
      const set = 'SET #cursor = :cursor, dueAt = :at';
      const names = { '#cursor': 'cursor' };
      if (await table.update(keyOf(region), { set, expression: 'dueAt >= :unless', names, values })) return;
      const only = { set: 'SET #cursor = :cursor', expression: 'attribute_exists(pk)', names };
      await table.update(keyOf(region), { ...only, values: { ':cursor': cursor } });
    },
  };
}

const dueItemSchema = z.object({ pk: z.string(), sk: z.enum(['case', 'region']), dueAt: z.iso.datetime() });

/** The soonest items of the due index, due or not yet: one query tells what to do now and when to come back. */
export async function soonestDue(table: Table, limit: number): Promise<readonly DueItem[]> {
  return (await table.dueIndex(limit)).map((item) => {
    const { pk, sk, dueAt: text } = parseItem(dueItemSchema, item, 'An item of the due index');
    const dueAt = parseInstant(text);
    return sk === 'region' ? { region: pk.slice('region#'.length), dueAt } : { caseId: caseIdOfKey(pk), dueAt };
  });
}
