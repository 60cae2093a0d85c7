import { randomUUID } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import { connect } from './connection.ts';
import { run } from './run.ts';
import { processShell } from './shell.ts';

// The SDK announces when its coming versions will want a newer Node; the one that is bundled here goes on as it is.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), {
  shell: processShell(),
  version: packageJson.version,
  connect: (settings) => connect(settings, process.env),
  newId: randomUUID,
});
