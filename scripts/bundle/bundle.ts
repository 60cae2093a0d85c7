import { type BuildResult, build, type Plugin } from 'esbuild';
import { builtinsByNeed, leanSchemas, leftOut, reducedFiles, versionOnly } from './plugins.ts';

export const plugins: readonly Plugin[] = [leanSchemas, builtinsByNeed, leftOut, reducedFiles, versionOnly];

/** Everything the functions are made of, in memory. */
export const bundle = (using: readonly Plugin[] = plugins): Promise<BuildResult<{ metafile: true; write: false }>> =>
  build({
    entryPoints: {
      'on-launch': 'handlers/on-launch.ts',
      'on-noncompliance': 'handlers/on-noncompliance.ts',
      sweep: 'handlers/sweep.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    plugins: [...using],
  });
