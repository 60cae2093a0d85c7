import { expect, test } from 'vitest';
import { instances, usedSentence, zeroSentence } from '../../src/decision/sentences.ts';
import { evidence, now } from './situation.ts';

test('calls are counted, and when the last was is said where it is known', () => {
  const last = ', the last in the hour from 2026-03-20T12:00:00.000Z';
  expect(usedSentence(evidence({ calls: 1 }))).toBe('1 call without a token.');
  expect(usedSentence(evidence({ calls: 0 }))).toBe('A change that failed counts as use.');
  expect(usedSentence(evidence({ calls: 3, lastUse: now }))).toBe(`3 calls without a token${last}.`);
});

test('that nothing was seen says how much of the time was, and which start', () => {
  const start = ', a start seen at 2026-03-20T12:00:00.000Z';
  const said = (coverage: number | null, startSeen: typeof now | null) =>
    zeroSentence(evidence({ coverage, startSeen }));
  expect(said(null, null)).toBe('No call without a token, no of the hours seen.');
  expect(said(0.9876, now)).toBe(`No call without a token, 98.8 % of the hours seen${start}.`);
});

test('instances are counted', () => {
  expect([instances(1), instances(2)]).toEqual(['1 instance', '2 instances']);
});
