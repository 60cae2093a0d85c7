import type { Connection } from './operator.ts';
import type { Settings } from './settings.ts';

/** Nothing of the SDK is loaded, and nobody asked for credentials, before the first request. */
export function connect(settings: Settings, env: NodeJS.ProcessEnv): Connection {
  let opened: Promise<Connection> | undefined;
  const open = async () => {
    opened ??= import('./open.ts').then(({ openConnection }) => openConnection(settings, env));
    return await opened;
  };
  return {
    ask: async (request) => (await open()).ask(request),
    now: async () => (await open()).now(),
  };
}
