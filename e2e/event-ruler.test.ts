import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { packagedStack } from '../simulator/host/deployed.ts';
import { matches } from '../simulator/host/pattern.ts';
import { paths, readSample, replaceAt, sampleNames } from '../test/events/samples.ts';
import { cases } from '../test/simulator/host/pattern-cases.ts';
import { packagedRoot } from '../test/template/template.ts';
import { lane } from './support/lane.ts';
import { run } from './support/processes.ts';

interface Asked {
  readonly pattern: unknown;
  readonly event: unknown;
}

/** What AWS's matcher says of each; all in one start of Java. */
async function ruler(jars: string, asked: readonly Asked[]): Promise<string[]> {
  const match = join(import.meta.dirname, 'java/Match.java');
  const input = asked.map((each) => `${JSON.stringify(each)}\n`).join('');
  const { status, output, stdout } = await run('java', ['-cp', join(jars, '*'), match], { input });
  const answers = stdout.trimEnd().split('\n');
  if (status !== 0 || answers.length !== asked.length) throw new Error(`event-ruler did not answer: ${output}`);
  return answers;
}

const NAMES = /"([\w-]+)":/g;

/** The event, and it once more with each value that a pattern looks at absent, null or another. */
function variants(event: unknown, pattern: unknown): readonly unknown[] {
  const names = new Set<unknown>([...JSON.stringify(pattern).matchAll(NAMES)].map(([, name]) => name));
  return paths(event)
    .filter((path) => names.has(path.at(-1)))
    .flatMap((path) => [undefined, null, 'other', ['other', 'EC2.8']].map((by) => replaceAt(event, path, by)));
}

/** Which samples each packaged rule takes; every other sample it leaves. */
const taken: Readonly<Record<string, readonly RegExp[]>> = {
  'run-instances': [/^cloudtrail-run-instances(?!-(failed|dry-run)$)/, /^injection-in-tags$/, /^bad-wrong-types$/],
  'instance-running': [/^ec2-state-change-running$/, /^bad-instance-id$/],
  'metadata-change': [/^cloudtrail-modify-metadata-options(?!-(failed|dry-run)$)/, /^bad-metadata-change-not-nested$/],
  'config-compliance': [/^config-compliance-(?!another-(rule|resource-type)$)/, /^bad-region$/],
  'security-hub-finding': [
    /^security-hub-ec2-8-(?!(passed|archived)$)/,
    /^security-hub-custom-action$/,
    /^bad-finding-not-an-arn$/,
  ],
};

const tool = 'missing' in inject('javac') ? inject('javac') : inject('ruler');
lane('event-ruler', tool, (jars) => {
  const rules = packagedStack(packagedRoot).rules.map(({ name, pattern }) => ({
    name: name.replace('imdsv2-remediator-live-', ''),
    pattern,
  }));
  const samples = sampleNames().map((name) => ({ name, event: readSample(name) }));
  const asked = rules.flatMap(({ name, pattern }) =>
    samples.flatMap((sample) => [
      { rule: name, sample: sample.name, pattern, event: sample.event },
      ...variants(sample.event, pattern).map((event) => ({ rule: name, sample: null, pattern, event })),
    ]),
  );
  let answered: readonly ((typeof asked)[number] & { readonly answer: string | undefined })[];

  beforeAll(async () => {
    const answers = await ruler(jars, asked);
    answered = asked.map((each, index) => ({ ...each, answer: answers[index] }));
  });

  test('accepts every packaged pattern', () => {
    expect(answered.filter(({ answer }) => answer !== 'true' && answer !== 'false')).toEqual([]);
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(taken).sort());
  });

  test.each(rules)('$name takes the samples that it is there for, and leaves every other', ({ name }) => {
    const took = answered.filter(({ rule, sample, answer }) => rule === name && sample !== null && answer === 'true');
    const expected = samples.filter((sample) => taken[name]?.some((like) => like.test(sample.name)));
    expect(took.map(({ sample }) => sample)).toEqual(expected.map((sample) => sample.name));
  });

  test('our matcher says the same of every sample, also with a value in it absent or another', () => {
    const differing = answered.filter(({ pattern, event, answer }) => answer !== String(matches(pattern, event)));
    expect(differing).toEqual([]);
    expect(answered.length).toBeGreaterThan(3_000);
  });

  test('our matcher means the same by a pattern', async () => {
    const answers = await ruler(
      jars,
      cases.map(([, pattern, event]) => ({ pattern, event })),
    );
    expect(cases.map(([sentence], index) => [sentence, answers[index]])).toEqual(
      cases.map(([sentence, , , matched]) => [sentence, String(matched)]),
    );
  });
});
