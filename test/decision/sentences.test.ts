import { expect, test } from 'vitest';
import { instances, usedSentence, zeroSentence } from '../../src/decision/sentences.ts';
import { evidence, now } from './situation.ts';

test.each([
  [usedSentence(evidence({ calls: 1 })), '1 call without a token.'],
  [
    usedSentence(evidence({ calls: 3, lastUse: now })),
    '3 calls without a token, the last in the hour from 2026-03-20T12:00:00.000Z.',
  ],
  [zeroSentence(evidence({ coverage: null, startSeen: null })), 'No call without a token, no of the hours seen.'],
  [
    zeroSentence(evidence({ coverage: 0.9876, startSeen: now })),
    'No call without a token, 98.8 % of the hours seen, a start seen at 2026-03-20T12:00:00.000Z.',
  ],
  [instances(1), '1 instance'],
  [instances(2), '2 instances'],
])('%s', (said, expected) => {
  expect(said).toBe(expected);
});
