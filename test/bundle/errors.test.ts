import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleOne, plugins } from '../../scripts/bundle/bundle.ts';
import { replaceFiles } from '../../scripts/bundle/replace-files.ts';
import { classify } from '../../src/aws/errors.ts';
import * as whole from './clients.ts';

/** The same clients as the functions carry them. */
let lean: typeof whole;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lean-clients-'));
  const { outputFiles } = await bundleOne('clients', 'test/bundle/clients.ts', plugins);
  await replaceFiles(directory, new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])));
  lean = await import(pathToFileURL(join(directory, 'clients.mjs')).href);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

type Service = keyof typeof whole.calls;

interface Fault {
  /** The name in the service's model, and the code of the query protocol where that is another. */
  readonly name: string;
  readonly code: string;
  readonly status: number;
}

/** What the service sends: JSON, or XML where it speaks a query protocol. */
function answer(service: Service, { name, code, status }: Fault) {
  const body = {
    ec2: `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>`,
    sns: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`,
  };
  const text =
    service === 'ec2' || service === 'sns'
      ? body[service]
      : JSON.stringify({ __type: `com.amazonaws#${name}`, message: 'm' });
  const headers = service === 'cloudwatch' ? { 'x-amzn-query-error': `${code};Sender` } : {};
  return { statusCode: status, headers, body: Readable.from([Buffer.from(text)]) };
}

async function failure({ calls }: typeof whole, service: Service, fault: Fault): Promise<unknown> {
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
    requestHandler: { handle: async () => ({ response: answer(service, fault) }) },
  };
  return calls[service](settings).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Every error of a client's model, from the schemas that it exports: [-3, namespace, name, traits, …]. */
function modelled(client: object): readonly Fault[] {
  return Object.values(client).flatMap((schema: unknown) => {
    if (!Array.isArray(schema) || schema[0] !== -3 || String(schema[1]).startsWith('smithy.')) return [];
    const name = String(schema[2]);
    const { httpError = 400, awsQueryError: [code] = [name] } = Object(schema[3]);
    return [{ name, code, status: httpError }];
  });
}

const named = (name: string, status = 400): Fault => ({ name, code: name, status });

describe('an error from a lean client', () => {
  test.each([
    ['ec2', named('InvalidInstanceID.NotFound'), 'gone'],
    ['ec2', named('UnauthorizedOperation', 403), 'refused'],
    ['ec2', named('RequestLimitExceeded', 503), 'retry'],
    ['ssm', named('OpsItemNotFoundException'), 'gone'],
    ['ssm', named('ParameterNotFound'), 'unexpected'],
    ['ssm', named('ThrottlingException'), 'retry'],
    ['ssm', named('AccessDeniedException'), 'refused'],
    ['dynamodb', named('ProvisionedThroughputExceededException'), 'retry'],
    ['cloudwatch', named('InternalServiceFault', 500), 'retry'],
    ['sns', { name: 'AuthorizationErrorException', code: 'AuthorizationError', status: 403 }, 'refused'],
  ] as const)('of %s keeps name, message and status: %j is %s', async (service, fault, kind) => {
    const error = await failure(lean, service, fault);
    expect(error).toMatchObject({ name: fault.name, message: 'm', $metadata: { httpStatusCode: fault.status } });
    expect(classify(error)).toBe(kind);
  });

  test.each([
    ['cloudwatch', cloudwatch],
    ['dynamodb', dynamodb],
    ['sns', sns],
    ['ssm', ssm],
  ] as const)(
    'of %s means the same as one of the whole client, whichever of its model it is',
    async (service, client) => {
      const faults = modelled(client);
      expect(faults.length).toBeGreaterThan(10);
      for (const fault of faults) {
        const [before, after] = [await failure(whole, service, fault), await failure(lean, service, fault)];
        expect({ fault, kind: classify(after) }).toEqual({ fault, kind: classify(before) });
      }
    },
  );

  test('keeps its class where the product asks for it', async () => {
    const lost = await failure(lean, 'dynamodb', named('ConditionalCheckFailedException'));
    expect(lost).toBeInstanceOf(lean.ConditionalCheckFailedException);
    const opened = await failure(lean, 'ssm', named('OpsItemAlreadyExistsException'));
    expect(opened).toBeInstanceOf(lean.OpsItemAlreadyExistsException);
  });
});
