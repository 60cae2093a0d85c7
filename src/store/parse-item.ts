import type * as z from 'zod/mini';
import { StoredShapeError } from './errors.ts';
import type { Item } from './table.ts';

/** @throws StoredShapeError when the item is not what it is taken for. */
export function parseItem<Schema extends z.ZodMiniType>(schema: Schema, item: Item, what: string): z.output<Schema> {
  const parsed = schema.safeParse(item);
  if (!parsed.success) throw new StoredShapeError(what, parsed.error);
  return parsed.data;
}
