import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** One request of a function, as it came. */
export interface Passed {
  readonly service: string;
  readonly region: string;
  readonly action: string;
  readonly accessKeyId: string;
  readonly status: number;
  /** Where it was answered. */
  readonly by: string;
}

export interface Door {
  readonly endpoint: string;
  readonly passed: readonly Passed[];
  readonly close: () => Promise<void>;
}

export interface DoorOptions {
  /** Whose IAM says who may: it gets every request first, as it was signed, and its refusal is the answer. */
  readonly guard: string;
  /** Who answers what the guard lets through; null for the guard itself. */
  readonly answers: (service: string, action: string) => string | null;
}

/**
 * Stands in for the services that the account itself lacks or knows less well, without opening them to everybody: roles
 * are enforced here as they are there.
 */
export async function openDoor({ guard, answers }: DoorOptions): Promise<Door> {
  const passed: Passed[] = [];
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers };
    const whole = { ...asked, body: await bytes(request) };
    const call = callOf(whole);
    const guarded = await forward(guard, whole);
    const refused = guarded.status === 401 || guarded.status === 403 || isRefusal(guarded);
    const to = refused ? null : answers(call.service, call.action);
    const given = to === null ? guarded : await forward(to, whole);
    passed.push({ ...call, status: given.status, by: to ?? guard });
    return given;
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the door has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    passed,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** With the Host header as it was signed. */
function forward(to: string, { method, path, headers, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = send(new URL(path, to), { method, headers }, (incoming) => {
      bytes(incoming).then((whole) => {
        const { 'transfer-encoding': _, ...kept } = incoming.headers;
        resolve({ status: incoming.statusCode ?? 500, headers: kept, body: whole });
      }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** The services that speak JSON refuse with 400. */
const isRefusal = ({ status, body }: Answer): boolean =>
  status === 400 && /AccessDenied|NotAuthorized|UnrecognizedClient|InvalidSignature/.test(body.toString());

function callOf({ headers, body }: Asked): Pick<Passed, 'service' | 'region' | 'action' | 'accessKeyId'> {
  const credential = /Credential=([^/,]+)\/\d{8}\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, accessKeyId = '', region = '', service = ''] = credential ?? [];
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  const action = target ?? new URLSearchParams(plain.toString()).get('Action') ?? '';
  return { service, region, action, accessKeyId };
}

async function bytes(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
