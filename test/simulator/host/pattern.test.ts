import { describe, expect, test } from 'vitest';
import { matches, UnknownOperatorError } from '../../../simulator/host/pattern.ts';
import { cases } from './pattern-cases.ts';

describe('a pattern', () => {
  test.each(cases)('%s', (_sentence, pattern, event, matched) => {
    expect(matches(pattern, event)).toBe(matched);
  });

  test.each([
    [{ a: [{ prefix: 'x' }] }],
    [{ a: [{ 'anything-but': 'x' }] }],
    [{ a: [{ wildcard: 'x', exists: true }] }],
    [{ a: 'x' }],
    [{ $or: { a: ['x'] } }],
    [{ b: ['never'], a: [{ numeric: ['>', 1] }] }],
  ])('with what is not known is an error even if another field decides: %j', (pattern) => {
    expect(() => matches(pattern, { b: '1' })).toThrow(UnknownOperatorError);
  });
});
