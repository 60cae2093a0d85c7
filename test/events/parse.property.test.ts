import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnknownShapeError } from '../../src/events/errors.ts';
import { parseEvent } from '../../src/events/parse.ts';
import { isObject, OWN, paths, readSample, replaceAt, sampleNames } from './samples.ts';

function mapObjects(value: unknown, change: (object: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (!isObject(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapObjects(item, change)])));
}

function outcome(event: unknown) {
  try {
    return parseEvent(event, OWN);
  } catch (error) {
    if (error instanceof UnknownShapeError) return 'unknown shape';
    throw error;
  }
}

const sample = fc.constantFrom(...sampleNames()).map(readSample);

const damagedSample = sample.chain((event) =>
  fc
    .tuple(fc.constantFrom(...paths(event)), fc.jsonValue({ maxDepth: 3 }))
    .map(([path, value]) => replaceAt(event, path, value)),
);

describe('parseEvent, given any JSON,', () => {
  test('answers, or refuses the shape, and never fails in another way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damagedSample), (event) => {
        outcome(event);
      }),
      { numRuns: 500 },
    );
  });

  test('lets only ids and regions through that are safe to build a request from', () => {
    fc.assert(
      fc.property(damagedSample, (event) => {
        const result = outcome(event);
        if (!Array.isArray(result)) return;
        expect(result).not.toEqual([]);
        for (const trigger of result) {
          expect(trigger.region).toMatch(/^[a-z0-9-]+$/);
          for (const id of trigger.instanceIds ?? [trigger.instanceId ?? 'i-00000000'])
            expect(id).toMatch(/^i-[0-9a-f]+$/);
          if (trigger.kind !== 'loosened') continue;
          expect(trigger.principal).toMatch(/^[\x20-\x7E]{1,256}$/);
          expect(trigger.tool).toMatch(/^[\x20-\x7E]{1,80}$/);
          expect(trigger.what).not.toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('reads the same with fields beside the ones it knows', () => {
    fc.assert(
      fc.property(sample, fc.jsonValue(), (event, extra) => {
        const extended = mapObjects(event, (object) => ({ ...object, 'x-added-later': extra }));
        expect(outcome(extended)).toEqual(outcome(event));
      }),
    );
  });
});
