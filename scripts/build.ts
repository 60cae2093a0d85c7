/** Bundles the functions into dist/ and checks the policy: nothing that is wrong or too heavy gets as far as packaging. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { PolicyError, parsePolicy } from '../src/policy/resolve.ts';
import { faultsOf, weigh } from './bundle/budgets.ts';
import { bundle } from './bundle/bundle.ts';
import { forwardingTemplate } from './bundle/forwarding.ts';
import { replaceFiles } from './bundle/replace-files.ts';

/** The largest value of a parameter in Parameter Store's advanced tier. */
const LARGEST_PARAMETER = 8 * 1024;

const policy = await policyText('policy.yml').catch((error: unknown) => {
  if (!(error instanceof PolicyError || error instanceof YAMLParseError)) throw error;
  // The faults are the reader's to mend; where they were found is not.
  console.error(`policy.yml: ${error.message}`);
  process.exit(1);
});
// Tags of CloudFormation are not this reader's business: what is read has none.
const forwarding = forwardingTemplate(parse(await readFile('serverless.yml', 'utf8'), { logLevel: 'error' }));
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
  const texts = { 'policy.txt': policy, 'forwarding.txt': withoutDollars(forwarding) };
  const written = Object.entries(texts).map(([name, text]): [string, Uint8Array] => [name, Buffer.from(text)]);
  await replaceFiles('dist', new Map([...files, ...written]));
}

/** osls resolves `${…}` inside the text of a file, so no dollar sign may stand in JSON as such. */
function withoutDollars(json: string): string {
  return json.replaceAll('$', '\\u0024');
}

/** The checked policy as one line of JSON. */
async function policyText(path: string): Promise<string> {
  const raw: unknown = parse(await readFile(path, 'utf8')) ?? {};
  parsePolicy(raw);
  const text = withoutDollars(JSON.stringify(raw));
  if (Buffer.byteLength(text) > LARGEST_PARAMETER)
    throw new RangeError(`${path} is larger than a parameter may be: ${LARGEST_PARAMETER} bytes`);
  return text;
}
