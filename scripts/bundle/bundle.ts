import { minify } from '@swc/core';
import { type BuildResult, build, type OutputFile, type Plugin } from 'esbuild';
import { builtinsByNeed, leanSchemas, leftOut, reducedFiles } from './plugins.ts';

export const plugins: readonly Plugin[] = [leanSchemas, builtinsByNeed, leftOut, reducedFiles];

const functions = [
  'on-launch',
  'on-metadata-change',
  'on-noncompliance',
  'operator',
  'operator-chat',
  'report',
  'sweep',
];

type Bundled = Pick<BuildResult<{ metafile: true; write: false }>, 'metafile' | 'outputFiles'>;

/**
 * Everything the functions are made of, in memory. Each is bundled by itself: what they share would have to be cut
 * wherever two of them differ, and dozens of small chunks are more to load than a few.
 */
export async function bundle(using: readonly Plugin[] = plugins): Promise<Bundled> {
  const bundled = await Promise.all(functions.map((name) => bundleOne(name, `handlers/${name}.ts`, using)));
  return {
    metafile: {
      inputs: Object.assign({}, ...bundled.map(({ metafile }) => metafile.inputs)),
      outputs: Object.assign({}, ...bundled.map(({ metafile }) => metafile.outputs)),
    },
    outputFiles: bundled.flatMap(({ outputFiles }) => outputFiles),
  };
}

/** One entry with its chunks: `<name>.mjs` and `<name>-<hash>.mjs`. */
export async function bundleOne(name: string, entry: string, using: readonly Plugin[]): Promise<Bundled> {
  const { metafile, outputFiles } = await build({
    entryPoints: { [name]: entry },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}-[hash]`,
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
  return { metafile, outputFiles: await Promise.all(outputFiles.map(minified)) };
}

/** SWC also rewrites expressions that esbuild leaves alone, and names things so that the text repeats itself more. */
async function minified(file: OutputFile): Promise<OutputFile> {
  const { code: text } = await minify(file.text, { module: true, compress: true, mangle: true });
  return { ...file, text, contents: Buffer.from(text) };
}
