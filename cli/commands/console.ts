import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { readPort } from '../arguments.ts';
import type { Session, Status } from '../session.ts';
import { type Act, examples } from './support.ts';

interface Options {
  readonly port: number;
  readonly open: boolean;
}

export function addConsole(program: Command, act: Act): void {
  program
    .command('console')
    .description('the same as a page in your browser, served on this machine alone, with your credentials')
    .option('--port <port>', 'of the loopback address', readPort, 0)
    .option('--no-open', 'print the address, open no browser')
    .addHelpText(
      'after',
      examples([
        ['imdsv2 console', 'until Ctrl-C'],
        ['imdsv2 console --profile operators --port 8080 --no-open', ''],
      ]),
    )
    .action((options: Options, command: Command) => act(command, (session) => serve(session, options)));
}

async function serve({ connection, shell, json }: Session, { port, open }: Options): Promise<Status> {
  // What is wrong with credentials or stack is told here, not in the browser.
  await connection.ask({ kind: 'exceptions', status: 'pending' });
  const { serveConsole } = await import('../console/serve.ts');
  const { url, close } = await serveConsole({ operator: connection, port, log: shell.err });
  shell.out(json ? JSON.stringify({ url }) : url);
  shell.err('The address is for you alone. Ctrl-C ends it.');
  if (open) openBrowser(url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await close();
  return 0;
}

const OPENERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** As well as it goes: the address has been printed. */
function openBrowser(url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const browser = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  browser.on('error', () => {});
  browser.unref();
}
