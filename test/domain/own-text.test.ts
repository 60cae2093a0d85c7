import { expect, test } from 'vitest';
import { ownText } from '../../src/domain/own-text.ts';

test.each(['', 'asg:web', 'Käse 株式会社 🧀'])('a text of its own is the same text: %s', (text) => {
  expect(ownText(text)).toBe(text);
});
