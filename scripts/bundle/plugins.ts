import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { leaner } from './schemas.ts';

/**
 * Takes out of the SDK's schemas what no command uses and what no source of the product names.
 * https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
export const leanSchemas: Plugin = {
  name: 'lean-schemas',
  setup: (build) => {
    const named = namedBySources();
    build.onLoad({ filter: /[\\/]client-[^\\/]+[\\/]dist-es[\\/].*schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: leaner(await readFile(path, 'utf8'), await named),
      loader: 'js',
    }));
  },
};

/** Every capitalised word of the product's sources: members of shapes and classes of errors are among them. */
export async function namedBySources(): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const path of glob('{src,handlers}/**/*.ts')) {
    for (const [name] of (await readFile(path, 'utf8')).matchAll(/\b[A-Z]\w*/g)) names.add(name);
  }
  return names;
}

/**
 * A static import of node:http or node:https loads undici through the module facade, some 40 ms of every cold start;
 * process.getBuiltinModule does not. https://github.com/nodejs/node/issues/59686
 */
export const builtinsByNeed: Plugin = {
  name: 'builtins-by-need',
  setup: (build) => {
    const require = createRequire(import.meta.url);
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace(/^(node:)?/, 'node:'),
      namespace: 'builtin',
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const names = Object.keys(require(path)).filter((name) => /^[A-Za-z]\w*$/.test(name));
      return {
        contents: `const builtin = process.getBuiltinModule(${JSON.stringify(path)});\nexport default builtin;\nexport const { ${names.join(', ')} } = builtin;`,
        loader: 'js',
      };
    });
  },
};

/** Packages of which a function needs next to nothing, and what stands in for them. */
const standIns: Readonly<Record<string, string>> = {
  // A function's credentials come from its environment; SSO, STS and IMDS (some 120 KB) are never asked.
  '@aws-sdk/credential-provider-node': import.meta.resolve('./environment-credentials.ts'),
  // No command of DynamoDB discovers endpoints any more; a command that did would not find its plugin and fail the build.
  '@aws-sdk/middleware-endpoint-discovery': import.meta.resolve('./no-endpoint-discovery.ts'),
};

/** Behind an import() that no function gets to: loaded all the same, they say so. */
const neverLoaded: Readonly<Record<string, string>> = {
  bowser: 'it reads the user agent of a browser',
  '@smithy/core/event-streams': 'no operation in use streams events',
};

export const leftOut: Plugin = {
  name: 'left-out',
  setup: (build) => {
    build.onResolve({ filter: /^(@aws-sdk|@smithy|bowser)/ }, ({ path, kind }) => {
      const standIn = standIns[path];
      if (standIn !== undefined) return { path: fileURLToPath(standIn) };
      if (kind !== 'dynamic-import' || neverLoaded[path] === undefined) return undefined;
      return { path, namespace: 'never-loaded' };
    });
    build.onLoad({ filter: /.*/, namespace: 'never-loaded' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} was left out of the bundle: ${neverLoaded[path]}`)});`,
      loader: 'js',
    }));
  },
};

/** Single files of the SDK that a function gets by without, and what is left of them. */
const reduced: Readonly<Record<string, string>> = {
  // SHA-256 for engines that have none; Node has.
  'core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'export const Sha256Js = undefined;',
  // Formats the headers of signed events, and no operation in use streams events.
  'signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // A function has no home directory with a configuration in it: its settings are in its environment.
  'core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js':
    'export { CONFIG_PREFIX_SEPARATOR } from "./constants"; export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
  // Nobody sets AWS_RETRY_MODE to adaptive; if somebody did, the clients would go on as in standard mode.
  'core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js':
    'export { StandardRetryStrategy as AdaptiveRetryStrategy } from "./StandardRetryStrategy";',
  // Lambda always sets the region, so that nobody asks the metadata service for it.
  'core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'export const getInstanceMetadataRegion = async () => undefined;',
};

export const reducedFiles: Plugin = {
  name: 'reduced-files',
  setup: (build) => {
    const unseen = new Set(Object.keys(reduced));
    build.onLoad({ filter: /[\\/]@smithy[\\/].*\.js$/ }, ({ path }) => {
      const name = path.replaceAll('\\', '/').split('/@smithy/').at(-1) ?? '';
      const contents = reduced[name];
      unseen.delete(name);
      return contents === undefined ? undefined : { contents, loader: 'js' };
    });
    build.onEnd(() => ({
      errors: [...unseen].map((name) => ({ text: `@smithy/${name} is no longer there to be reduced` })),
    }));
  },
};

/** Of its own package.json a client reads the version, for the user agent. */
export const versionOnly: Plugin = {
  name: 'version-only',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version }: { version: unknown } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
