import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod';

const Configuration = z.object({ provider: z.object({ region: z.string(), stage: z.string() }) });

/** What was given on the command line, with what stands in serverless.yml where nothing was. */
export interface Settings {
  readonly stage: string;
  readonly home: string;
  readonly forward: readonly string[] | null;
  readonly configRule: boolean;
  readonly table: string | null;
  readonly dryRun: boolean;
}

/** @throws TypeError for an option that there is not. A profile goes into the environment, for SDK and osls alike. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: 'string' },
      region: { type: 'string' },
      profile: { type: 'string' },
      forward: { type: 'string' },
      table: { type: 'string' },
      'config-rule': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { provider } = Configuration.parse(parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' }));
  if (values.profile !== undefined) env['AWS_PROFILE'] = values.profile;
  return {
    stage: values.stage ?? provider.stage,
    home: values.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? provider.region,
    forward: forwardOf(values.forward),
    configRule: values['config-rule'],
    table: values.table ?? null,
    dryRun: values['dry-run'],
  };
}

/** `all` or nothing said, `none`, or regions with commas between. */
const forwardOf = (text = 'all'): readonly string[] | null =>
  text === 'all' ? null : text === 'none' ? [] : text.split(',').map((region) => region.trim());
