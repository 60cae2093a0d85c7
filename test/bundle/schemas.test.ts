import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { leaner, literalKeys, type Named, onlyMembers, withoutErrors } from '../../scripts/bundle/schemas.ts';

const schemasOf = (client: string) => `node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`;

/** Everything that a client's schema file exports after the change, functions as their text. */
async function exportsOf(client: string, change: (source: string) => string): Promise<Record<string, unknown>> {
  const changed: Plugin = {
    name: 'changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /schemas_0\.js$/ }, async ({ path }) => ({ contents: change(await readFile(path, 'utf8')) }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [schemasOf(client)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
    plugins: [changed],
  });
  const module: object = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
  const text = JSON.stringify(Object.entries(module), (_, value: unknown) =>
    typeof value === 'function' ? String(value) : value,
  );
  return Object.fromEntries(JSON.parse(text));
}

const unchanged = (source: string): string => source;

const named = (names: readonly string[], words = names): Named => ({ names: new Set(names), words: new Set(words) });

test.each(['cloudwatch', 'dynamodb', 'ec2', 'sns', 'ssm'])(
  'written-out keys and unregistered errors leave every schema of client-%s as it was',
  async (client) => {
    const before = await exportsOf(client, unchanged);
    expect(Object.keys(before).length).toBeGreaterThan(50);
    expect(await exportsOf(client, (source) => withoutErrors(literalKeys(source), named([])))).toEqual(before);
  },
);

test('of the members of an instance those remain, unchanged, that are named; every other schema is as it was', async () => {
  const members = named(['InstanceId', 'LaunchTime', 'MetadataOptions', 'Tags']);
  const { Instance$: instance, ...others } = await exportsOf('ec2', (source) => leaner(source, members));
  const { Instance$: whole, ...before } = await exportsOf('ec2', unchanged);
  expect(others).toEqual(before);
  expect(instance).toEqual([
    3,
    'com.amazonaws.ec2',
    'Instance',
    0,
    ['Tags', 'MetadataOptions', 'InstanceId', 'LaunchTime'],
    [
      ['() => TagList', { ec2QueryName: 'TagSet', xmlName: 'tagSet' }],
      ['() => InstanceMetadataOptionsResponse$', { ec2QueryName: 'MetadataOptions', xmlName: 'metadataOptions' }],
      [0, { ec2QueryName: 'InstanceId', xmlName: 'instanceId' }],
      [4, { ec2QueryName: 'LaunchTime', xmlName: 'launchTime' }],
    ],
  ]);
  expect(whole).not.toEqual(instance);
});

test('every key of a constant is written out', async () => {
  expect(literalKeys(await readFile(schemasOf('ec2'), 'utf8'))).not.toMatch(/\[_\w+\]:/);
});

const registered = async (client: string, by: Named): Promise<readonly (string | undefined)[]> =>
  [
    ...withoutErrors(literalKeys(await readFile(schemasOf(client), 'utf8')), by).matchAll(
      /registerError\(\w+\$, (\w+)\)/g,
    ),
  ].map(([, name]) => name);

test('an error stays registered whose class is named, not one whose name is only compared: it comes with that', async () => {
  const by = named(['ConditionalCheckFailedException'], ['ConditionalCheckFailedException', 'RequestLimitExceeded']);
  expect(await registered('dynamodb', by)).toEqual(['DynamoDBServiceException', 'ConditionalCheckFailedException']);
});

test.each(['AuthorizationErrorException', 'AuthorizationError'])(
  'an error that has another code on the wire stays registered where %s is compared',
  async (word) => {
    expect(await registered('sns', named([], [word]))).toEqual(['SNSServiceException', 'AuthorizationErrorException']);
  },
);

test('a shape in a form that is not known is left alone', () => {
  const source = 'export var Instance$ = [3, n0, _I, 0, [_a, _b], [0]\n];';
  expect(onlyMembers(source, 'Instance', new Set())).toBe(source);
});
