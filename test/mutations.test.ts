import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readMutations, withoutGuard } from '../scripts/mutations/guards.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const mutations = readMutations(root);

// `npm run mutations` takes minutes: a guard that has moved away from its mutation is to be seen before that.
test('every guard stands where its mutation looks for it', () => {
  const misplaced = mutations.filter(
    (each) => withoutGuard(readFileSync(`${root}${each.file}`, 'utf8'), each) === null,
  );
  expect(misplaced.map(({ name }) => name)).toEqual([]);
});

test('every mutation has a name of its own and a test that is there', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  expect(mutations.filter((each) => !existsSync(`${root}${each.test}`))).toEqual([]);
});
