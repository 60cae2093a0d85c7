import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { storeContract } from '../test/store/contract.ts';
import { lane } from './support/lane.ts';
import { freePort, type Server, serve } from './support/processes.ts';

lane('DynamoDB Local', inject('dynamodbLocal'), (jars) => {
  let server: Server;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imdsv2-e2e-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
    const java = [`-Djava.library.path=${jars}`, '-cp', join(jars, '*'), main];
    const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
    server = await serve('java', [...java, ...options], { url, env, cwd: folder });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  storeContract('DynamoDB Local', async () => url);
});
