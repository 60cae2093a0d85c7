import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Operator, OperatorError } from '../operator.ts';
import { makeConsole } from './app.ts';

export interface Serving {
  readonly operator: Operator;
  /** 0 for any that is free. */
  readonly port: number;
  readonly log: (line: string) => void;
}

/** On this machine alone, until `close`. Whoever has the URL may act as the operator: it is for one browser. */
export async function serveConsole({ operator, port, log }: Serving) {
  const server = createServer();
  const taken = await listen(server, port);
  const secret = randomBytes(32).toString('base64url');
  const app = makeConsole({ operator, secret, port: taken, newId: randomUUID, clock: () => performance.now(), log });
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return {
    url: `http://127.0.0.1:${taken}/?key=${secret}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @throws OperatorError `port-taken`. */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new OperatorError(
      'port-taken',
      `Port ${port} cannot be listened on. Leave --port out for one that is free.`,
      null,
      { cause },
    );
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return address.port;
}
