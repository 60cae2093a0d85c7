import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { withoutEventStreams, withoutHttpBindings, withoutRegions } from '../../scripts/bundle/reductions.ts';

const Partitions = z.object({
  partitionsInfo: z.object({
    partitions: z.array(
      z.object({
        id: z.string(),
        outputs: z.unknown(),
        regionRegex: z.string(),
        regions: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
});

const partitionsIn = async (source: string) =>
  Partitions.parse(await import(`data:text/javascript,${encodeURIComponent(source)}`)).partitionsInfo.partitions;

const file = (path: string): Promise<string> =>
  readFile(`node_modules/${path.replace('/', '/core/dist-es/submodules/')}`, 'utf8');

test('the patterns alone take every region to its partition', async () => {
  const source = await file('@aws-sdk/client/util-endpoints/lib/aws/partitions.js');
  const whole = await partitionsIn(source);
  const reduced = await partitionsIn(withoutRegions(source));
  expect(reduced).toEqual(whole.map((partition) => ({ ...partition, regions: {} })));
  const regions = whole.flatMap(({ id, regions: own }) =>
    Object.keys(own).flatMap((region) => (region.startsWith('aws-') ? [] : [{ region, id }])),
  );
  expect(regions.length).toBeGreaterThan(30);
  for (const { region, id } of regions) {
    expect({ region, id: reduced.find(({ regionRegex }) => new RegExp(regionRegex).test(region))?.id }).toEqual({
      region,
      id,
    });
  }
});

test('a file in a form that is not known stops the build', async () => {
  expect(() => withoutRegions('export const partitionsInfo = fetched();')).toThrow('no longer there');
  const bindings = await file('@smithy/protocols/HttpBindingNormalizedSchema.js');
  expect(() => withoutHttpBindings(bindings)).not.toThrow();
  expect(() => withoutHttpBindings(bindings.replace('const buildHttpBindings', 'let buildHttpBindings'))).toThrow(
    'buildHttpBindings is no longer there',
  );
  const protocol = await file('@smithy/protocols/HttpProtocol.js');
  expect(withoutEventStreams(protocol)).not.toContain('event-streams');
  for (const method of ['setHostPrefix', 'resolveEventStreamMarshaller'])
    expect(() => withoutEventStreams(protocol.replace(`    ${method}(`, `    #${method}(`))).toThrow(
      `${method} is no longer there`,
    );
});
