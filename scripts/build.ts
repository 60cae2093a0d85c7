/** Bundles the functions into dist/ and checks the policy: nothing that is wrong or too heavy gets as far as packaging. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { PolicyError, parsePolicy } from '../src/policy/resolve.ts';
import { faultsOf, weigh } from './bundle/budgets.ts';
import { bundle } from './bundle/bundle.ts';
import { replaceFiles } from './bundle/replace-files.ts';

/** The largest value of a parameter in Parameter Store's advanced tier. */
const LARGEST_PARAMETER = 8 * 1024;

const policy = await policyText('policy.yml').catch((error: unknown) => {
  if (!(error instanceof PolicyError || error instanceof YAMLParseError)) throw error;
  // The faults are the reader's to mend; where they were found is not.
  console.error(`policy.yml: ${error.message}`);
  process.exit(1);
});
const { metafile, outputFiles } = await bundle();

const weights = weigh(metafile, outputFiles);
for (const { name, bytes, gzip, idleBytes } of weights) {
  console.error(`${name}: ${bytes} bytes (${gzip} gzipped), ${idleBytes} where nothing is to be done`);
}
const faults = faultsOf(weights);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  const files = outputFiles.map(({ path, contents }): [string, Uint8Array] => [basename(path), contents]);
  await replaceFiles('dist', new Map([...files, ['policy.txt', Buffer.from(policy)]]));
}

/**
 * The checked policy as one line of JSON. osls resolves `${…}` inside the text of a file, so no dollar sign may stand
 * in it as such.
 */
async function policyText(path: string): Promise<string> {
  const raw: unknown = parse(await readFile(path, 'utf8')) ?? {};
  parsePolicy(raw);
  const text = JSON.stringify(raw).replaceAll('$', '\\u0024');
  if (Buffer.byteLength(text) > LARGEST_PARAMETER)
    throw new RangeError(`${path} is larger than a parameter may be: ${LARGEST_PARAMETER} bytes`);
  return text;
}
