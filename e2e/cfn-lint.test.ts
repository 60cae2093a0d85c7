import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import * as z from 'zod';
import { packagedRoot } from '../test/template/template.ts';
import { lane } from './support/lane.ts';
import { run } from './support/processes.ts';

/** Findings that stay, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  W3005: 'osls writes a DependsOn beside references that say the same',
};

const Findings = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.array(z.unknown()) }),
  }),
);

lane('cfn-lint', inject('python'), (python) => {
  test.each(['create', 'update'])('finds no fault in the packaged %s template that is not known', async (which) => {
    const template = join(packagedRoot, `.serverless/cloudformation-template-${which}-stack.json`);
    const lint = join(dirname(python), 'cfn-lint');
    const { stdout, output } = await run(lint, ['--format', 'json', '--regions', 'us-east-1', '--', template]);
    const parsed = Findings.safeParse(JSON.parse(stdout === '' ? 'null' : stdout));
    if (!parsed.success) throw new Error(`cfn-lint did not run: ${output}`);
    const found = parsed.data.map(({ Rule, Message, Location }) => `${Rule.Id} ${Location.Path.join('/')}: ${Message}`);
    expect(found.filter((finding) => KNOWN[finding.slice(0, 5)] === undefined)).toEqual([]);
    if (which === 'update') {
      const stale = Object.keys(KNOWN).filter((id) => !found.some((finding) => finding.startsWith(id)));
      expect(stale).toEqual([]);
    }
  });
});
