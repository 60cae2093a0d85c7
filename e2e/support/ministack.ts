import { join } from 'node:path';
import { type Server, serve } from './processes.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** Keys of the account's root user there: their signature is not looked at, and they may do everything. */
export const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' };

const root = join(import.meta.dirname, '../..');

export interface Ministack extends Server {
  readonly endpoint: string;
}

/**
 * Starts an empty account on a free port. Its functions inherit its environment, so it has nothing in it that is not
 * listed here; that is also how they find their EC2, CloudWatch and Systems Manager.
 *
 * @param folder for whatever it writes.
 * @param door where those three are.
 */
export async function startMinistack(
  python: string,
  { folder, port, door }: { readonly folder: string; readonly port: number; readonly door: string },
): Promise<Ministack> {
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    // Its functions run on the `node` that it finds first: the package of that name, of the major that Lambda runs.
    PATH: `${join(root, 'node_modules/node/bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    TMPDIR: folder,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    AUTH: 'true',
    IOT_MTLS_ENABLED: '0',
    E2E_SECONDS_A_MINUTE: '1',
    AWS_ENDPOINT_URL_EC2: door,
    AWS_ENDPOINT_URL_CLOUDWATCH: door,
    AWS_ENDPOINT_URL_SSM: door,
  };
  const script = join(root, 'e2e/python/start_ministack.py');
  const server = await serve(python, [script], { url: `${endpoint}/_ministack/health`, env, cwd: folder });
  return { ...server, endpoint };
}
