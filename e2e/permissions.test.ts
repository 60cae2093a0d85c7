import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from './support/processes.ts';

/** What the roles must allow is judged by `npm test`, on calls that were recorded; here they are recorded again. */
describe('lane permissions', () => {
  test('the functions make the calls that are on record, and no others', { timeout: 280_000 }, async () => {
    const root = join(import.meta.dirname, '..');
    const script = join(root, 'scripts/record-calls.ts');
    const { status, output } = await run(process.execPath, [script, '--check'], { cwd: root, timeoutMs: 270_000 });
    expect({ status, output: output.slice(-4_000) }).toEqual({ status: 0, output: '' });
  });
});
