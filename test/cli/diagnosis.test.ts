import { expect, test } from 'vitest';
import { renderDiagnosis } from '../../cli/render/diagnosis.ts';
import { examine, type Facts } from '../../src/doctor/examine.ts';
import { instant } from '../../src/domain/time.ts';
import { deployed, facts, known, REGION, regionFacts } from '../doctor/facts.ts';

const LOOK = { width: Number.POSITIVE_INFINITY, colour: false };

const rendered = (given: Facts, width = LOOK.width): string =>
  renderDiagnosis(
    {
      ...{ generatedAt: instant(Date.parse('2026-03-02T10:00:00Z')), account: '123456789012' },
      ...{ stack: 'imdsv2-remediator-live', region: REGION, regions: given.regions.map(({ region }) => region) },
      ...examine(given),
    },
    { ...LOOK, width },
  );

const url = 'https://sqs.us-east-1.amazonaws.com/123456789012/failures-1';
const twoRegions = (change: Partial<typeof regionFacts>): Facts => ({
  ...facts,
  deployed: { ...deployed, queues: [{ part: 'sweep', url, waiting: known(3) }] },
  regions: [regionFacts, { ...regionFacts, region: 'eu-west-1' }].map((region) => ({ ...region, ...change })),
});

test('people read the verdict, then what is wrong with its fix, then what is in order in a line a check', () => {
  const text = rendered(twoRegions({}));
  expect(text).toMatch(/^Account 123456789012, stack imdsv2-remediator-live in us-east-1, 2026-03-02 10:00 UTC\n/);
  expect(text).toMatch(
    /Enforcement works\.\n\n0 failure, 0 unknown, 1 warning, \d+ ok\n\nwarning {2}queues in us-east-1/,
  );
  expect(text).toMatch(/3 invocations of sweep failed[\s\S]*\n {2}Fix: aws sqs receive-message[\s\S]*In order\nCHECK/);
  expect(text).toMatch(/functions +us-east-1 .*\(and 6 more\)\n/);
  expect(text).toMatch(/trail +us-east-1, eu-west-1 /);
});

test('what is wrong in several regions is said once, with the command for the first', () => {
  const text = rendered(twoRegions({ trails: known([]) }));
  expect(text.match(/There is no trail/g)).toHaveLength(1);
  expect(text).toMatch(
    /warning {2}trail in us-east-1, eu-west-1\n[\s\S]*--region us-east-1 .*\n {2}And the same in the other regions\./,
  );
});

test('a narrow terminal wraps the words and leaves the command whole', () => {
  const lines = rendered(twoRegions({}), 60).split('\n');
  expect(lines.filter((line) => line.length > 60 && !line.startsWith('  Fix: '))).toEqual([]);
  expect(lines.some((line) => line.includes(`--queue-url ${url} --max-number-of-messages`))).toBe(true);
});

test('what others named cannot move the cursor', () => {
  const brake = { at: instant(0), actor: 'dana', reason: 'over\u001b[2J' };
  const text = rendered({ ...facts, deployed: { ...deployed, brakes: known({ paused: brake, breaker: null }) } });
  expect(text).toContain('over');
  expect(text).not.toContain('\u001b');
});
