import { describe, expect, test } from 'vitest';
import { matches, UnknownOperatorError } from '../../../simulator/host/pattern.ts';

const cases: [sentence: string, pattern: unknown, event: unknown, matched: boolean][] = [
  ['an exact value', { source: ['aws.ec2'] }, { source: 'aws.ec2' }, true],
  ['one of several values', { state: ['running', 'stopped'] }, { state: 'stopped' }, true],
  ['another value', { source: ['aws.ec2'] }, { source: 'aws.s3' }, false],
  ['a number is not its text', { code: [0] }, { code: '0' }, false],
  ['every field must match', { a: ['1'], b: ['2'] }, { a: '1', b: '3' }, false],
  ['fields that the pattern does not name do not matter', { a: ['1'] }, { a: '1', b: '3' }, true],
  ['a nested field', { detail: { state: ['running'] } }, { detail: { state: 'running' } }, true],
  ['a nested field whose object is absent', { detail: { state: ['running'] } }, {}, false],
  ['an array in the event, by any element', { ids: ['b'] }, { ids: ['a', 'b'] }, true],
  ['an array of objects, by one element', { f: { s: ['x'] } }, { f: [{ s: 'y' }, { s: 'x' }] }, true],
  [
    'fields that meet only in different elements',
    { f: { s: ['x'], r: ['1'] } },
    { f: [{ s: 'x' }, { r: '1' }] },
    false,
  ],
  ['a wildcard in the middle', { n: [{ wildcard: '*imdsv2-check*' }] }, { n: 'a-imdsv2-check-1' }, true],
  ['a wildcard matches nothing too', { n: [{ wildcard: '*imdsv2-check*' }] }, { n: 'imdsv2-check' }, true],
  ['a wildcard does not make a dot special', { n: [{ wildcard: 'a.b*' }] }, { n: 'aXb' }, false],
  ['a wildcard is anchored', { n: [{ wildcard: 'a*' }] }, { n: 'ba' }, false],
  ['exists false on an absent leaf', { errorCode: [{ exists: false }] }, {}, true],
  ['exists false where the object above is absent', { d: { errorCode: [{ exists: false }] } }, {}, true],
  ['exists false on a leaf that is there', { errorCode: [{ exists: false }] }, { errorCode: 'Denied' }, false],
  ['exists true on null, which is a value', { errorCode: [{ exists: true }] }, { errorCode: null }, true],
  ['exists true on an object, which is no leaf', { d: [{ exists: true }] }, { d: { a: 1 } }, false],
  ['$or by its second branch', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: '2' }, true],
  ['$or by none', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { c: '3' }, false],
  ['$or beside a field that does not match', { a: ['1'], $or: [{ b: ['2'] }] }, { a: '0', b: '2' }, false],
];

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
