import * as z from 'zod/mini';
import { type Exception, exceptionSchema } from '../domain/permission.ts';
import { DAY, plus, times } from '../domain/time.ts';
import { parseItem } from './parse-item.ts';
import { expiry, IF_NEW, type Item, ifVersion, type Key, type Table } from './table.ts';

/** Exceptions, one item each in one partition, so that every decision has all of them by one consistent query. */
export interface ExceptionStore {
  readonly all: () => Promise<readonly Exception[]>;
  readonly load: (id: string) => Promise<Exception | null>;
  /** False when there is one with its id. */
  readonly create: (exception: Exception) => Promise<boolean>;
  /** Writes it as version + 1 if it still has the version it was read with; null when somebody was first. */
  readonly save: (exception: Exception) => Promise<Exception | null>;
}

const PARTITION = 'exceptions';

/** What has ended stays readable for a while: who was allowed what is asked afterwards. */
const KEEP = times(DAY, 180);

const keyOf = (id: string): Key => ({ pk: PARTITION, sk: id });

export function makeExceptionStore(table: Table): ExceptionStore {
  const itemOf = (exception: Exception) => ({
    ...z.encode(exceptionSchema, exception),
    ...keyOf(exception.id),
    ...expiry(plus(exception.until, KEEP)),
  });
  return {
    all: async () => (await table.partition(PARTITION)).map(parse),
    load: async (id) => {
      const item = await table.get(keyOf(id));
      return item === null ? null : parse(item);
    },
    create: (exception) => table.put(itemOf({ ...exception, version: 1 }), IF_NEW),
    save: async (exception) => {
      const next = { ...exception, version: exception.version + 1 };
      return (await table.put(itemOf(next), ifVersion(exception.version))) ? next : null;
    },
  };
}

const parse = (item: Item): Exception => parseItem(exceptionSchema, item, `The exception ${String(item['sk'])}`);
