import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import * as z from 'zod';

/**
 * Changes decision/, evidence/ and domain/ in every way that Stryker knows, one change at a time, and sees which of
 * them no test notices. Results of unchanged code and tests are taken from the run before; `--force` runs them all.
 *
 *     npm run stryker -- [--force] [file or pattern …]
 *
 * Ends with what survived, by file, and the share that was killed: it fails under 95 %.
 */
const LEAST = 95;

/** What survived is tried again: Stryker does not see that a new test reaches what runs when a file is loaded. */
function forgetSurvivors(path: string): void {
  if (!existsSync(path)) return;
  const report = Report.parse(JSON.parse(readFileSync(path, 'utf8')));
  for (const file of Object.values(report.files))
    file.mutants = file.mutants.filter(({ status }) => status === 'Killed' || status === 'Ignored');
  writeFileSync(path, JSON.stringify(report));
}
const Report = z.looseObject({
  files: z.record(z.string(), z.looseObject({ mutants: z.array(z.looseObject({ status: z.string() })) })),
});

forgetSurvivors('reports/stryker-incremental.json');
const args = process.argv.slice(2);
const files = args.filter((arg) => arg !== '--force');
const mutants = await new Stryker({
  force: args.includes('--force'),
  ...(files.length > 0 && { mutate: files }),
}).runMutationTest();

/** What does not even load was seen by nobody's test: as Stryker does, it is left out, and so is what is disabled. */
const counted = mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
const survived = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
for (const [file, left] of Map.groupBy(survived, ({ fileName }) => relative('.', fileName))) {
  console.log(`${file}: ${left.length} survived`);
  for (const { location, mutatorName, replacement } of left) {
    console.log(
      `  ${location.start.line}:${location.start.column} ${mutatorName} → ${replacement.replace(/\s+/g, ' ')}`,
    );
  }
}
const broken = mutants.filter(({ status }) => status === 'RuntimeError' || status === 'CompileError').length;
const disabled = mutants.filter(({ status }) => status === 'Ignored').length;
console.log(
  `not counted: ${broken} that do not load, ${disabled} that change nothing, each with its reason in the source`,
);
const endless = counted.filter(({ status }) => status === 'Timeout').length;
console.log(`counted as killed: ${endless} that did not end in time`);

const killed = counted.length - survived.length;
const share = (100 * killed) / counted.length;
console.log(`${killed} of ${counted.length} mutants killed: ${share.toFixed(1)} %`);
process.exitCode = share >= LEAST ? 0 : 1;
