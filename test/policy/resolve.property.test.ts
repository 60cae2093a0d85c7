import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PolicyError, type PolicyFile, parsePolicy } from '../../src/policy/resolve.ts';

const subject = { account: '123456789012', workload: 'asg:web', liveTags: [] };

/** Values of single rules: right ones, and now and then one that is wrong, or right only beside certain others. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  'evidence.lookback': ['P1D', 'P10D', 'P20D'],
  'evidence.observe': ['PT1H', 'P5D', 'P15D'],
  'evidence.minimumCoverage': [0.5, 1],
  'grace.window': ['P3D', 'P30D'],
  'grace.reminders': [[], ['PT1H', 'P1D']],
  'enforcement.perHour': [1, 7200],
  'owner.tags': [[], ['Squad']],
  mode: ['enforce', 'observe'],
  tickets: ['none'],
};
const rule = fc
  .constantFrom(...Object.keys(RIGHT))
  .chain((path) =>
    fc.tuple(
      fc.constant(path),
      fc.oneof(
        { weight: 15, arbitrary: fc.constantFrom(...(RIGHT[path] ?? [])) },
        { weight: 1, arbitrary: fc.constantFrom('P1Y', -1, null, ['']) },
      ),
    ),
  );

/** `evidence.observe` = x stands for `{evidence: {observe: x}}`. */
function rulesOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const all: Record<string, Record<string, unknown>> = {};
  const plain: Record<string, unknown> = {};
  for (const [path, value] of entries) {
    const [section = '', name] = path.split('.');
    if (name === undefined) plain[section] = value;
    else all[section] = { ...all[section], [name]: value };
  }
  return { ...all, ...plain };
}

/** The policy, or the lines of its error. */
function attempt(raw: unknown): PolicyFile | readonly string[] {
  try {
    return parsePolicy(raw);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message.split('\n').slice(1);
  }
}
const isRefused = (parsed: PolicyFile | readonly string[]): parsed is readonly string[] => Array.isArray(parsed);

test('an override is taken exactly when the file would be taken with its rules written into it', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), fc.array(rule, { maxLength: 3 }), (base, set) => {
      const written = attempt(rulesOf([...base, ...set]));
      const overrides = [{ when: { workload: 'asg:web' }, set: rulesOf(set) }];
      const file = attempt({ ...rulesOf(base), overrides });
      if (isRefused(attempt(rulesOf(base)))) {
        seen.add('base refused');
        expect(isRefused(file)).toBe(true);
      } else if (isRefused(written)) {
        seen.add('override refused');
        expect(file).toEqual(written.map(() => expect.stringMatching(/^ {2}overrides\.0\.set\b/)));
      } else {
        seen.add('taken');
        expect(!isRefused(file) && file.resolve(subject)).toEqual(written.base);
      }
    }),
    { numRuns: 300 },
  );
  expect(seen.size).toBe(3);
});
