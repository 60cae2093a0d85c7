import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const mutationSchema = z.strictObject({
  name: z.string(),
  /** Of DESIGN's list; null for a guard that is vital for another reason. */
  invariant: z.int().min(1).max(11).nullable(),
  file: z.string(),
  /** Source text that occurs exactly once in the file. */
  find: z.string().min(1),
  replace: z.string(),
  /** The test file that must fail. */
  test: z.string(),
});
export type Mutation = z.infer<typeof mutationSchema>;

/** @throws ZodError where the list does not follow its schema. */
export const readMutations = (root: string): readonly Mutation[] =>
  z.array(mutationSchema).parse(JSON.parse(readFileSync(join(root, 'test/mutations.json'), 'utf8')));

/** The source without its guard; null where the guard does not stand there exactly once. */
export const withoutGuard = (source: string, { find, replace }: Pick<Mutation, 'find' | 'replace'>): string | null =>
  source.split(find).length === 2 ? source.replace(find, () => replace) : null;
