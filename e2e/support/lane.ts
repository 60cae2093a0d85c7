import { describe, test } from 'vitest';
import type { Had } from './tools.ts';

/** The tests of a lane, or its name and why it cannot run here. */
export function lane<T>(name: string, tool: Had<T>, tests: (tool: T) => void): void {
  if ('tool' in tool) {
    describe(`lane ${name}`, () => tests(tool.tool));
    return;
  }
  process.stderr.write(`SKIPPED: lane ${name} (${tool.missing})\n`);
  test.skip(`lane ${name}: ${tool.missing}`);
}
