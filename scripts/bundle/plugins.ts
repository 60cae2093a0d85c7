import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin, PluginBuild } from 'esbuild';
import { withoutEventStreams, withoutHttpBindings, withoutRegions } from './reductions.ts';
import { leaner, type Named } from './schemas.ts';

/**
 * Takes out of the SDK's schemas what no command uses and what no source of the product names.
 * https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
export const leanSchemasFor = (sources: () => AsyncIterable<string>): Plugin => ({
  name: 'lean-schemas',
  setup: (build) => {
    const named = namedBySources(sources());
    build.onLoad({ filter: /[\\/]client-[^\\/]+[\\/]dist-es[\\/].*schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: leaner(await readFile(path, 'utf8'), await named),
      loader: 'js',
    }));
  },
});

const ofFunctions = () => glob('{src,handlers}/**/*.ts');
export const leanSchemas: Plugin = leanSchemasFor(ofFunctions);

/** Every capitalised word of the product's sources: members of shapes and classes and codes of errors are among them. */
export async function namedBySources(sources: AsyncIterable<string> = ofFunctions()): Promise<Named> {
  const words = new Set<string>();
  const names = new Set<string>();
  for await (const path of sources) {
    const source = await readFile(path, 'utf8');
    for (const [word] of source.matchAll(/\b[A-Z]\w*/g)) words.add(word);
    for (const [name] of source.replaceAll(/'[^'\n]*'/g, '').matchAll(/\b[A-Z]\w*/g)) names.add(name);
  }
  return { words, names };
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
const reduced: Readonly<Record<string, string | ((source: string) => string)>> = {
  // SHA-256 for engines that have none; Node has.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'export const Sha256Js = undefined;',
  // Formats the headers of signed events, and no operation in use streams events.
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // A function has no home directory with a configuration in it: its settings are in its environment.
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js':
    'export { CONFIG_PREFIX_SEPARATOR } from "./constants"; export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js': `
    import { CredentialsProviderError } from "../property-provider/CredentialsProviderError";
    export const fromSharedConfigFiles = () => async () => { throw new CredentialsProviderError("No configuration files"); };`,
  // Nobody sets AWS_RETRY_MODE to adaptive; if somebody did, the clients would go on as in standard mode.
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js':
    'export { StandardRetryStrategy as AdaptiveRetryStrategy } from "./StandardRetryStrategy";',
  // Nobody sets AWS_DEFAULTS_MODE either; retries and time-outs stay those of the clients.
  '@smithy/core/dist-es/submodules/config/defaults-mode/resolveDefaultsModeConfig.js':
    'export const resolveDefaultsModeConfig = () => async () => "legacy";',
  '@smithy/core/dist-es/submodules/client/smithy-client/defaults-mode.js':
    'export const loadConfigsForDefaultMode = () => ({});',
  // Lambda always sets the region, so that nobody asks the metadata service for it.
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'export const getInstanceMetadataRegion = async () => undefined;',
  // The SDK reads times in two sets of functions, which know the same three forms; one is enough.
  '@smithy/core/dist-es/submodules/serde/date-utils.js': `
    import { _parseEpochTimestamp, _parseRfc3339DateTimeWithOffset, _parseRfc7231DateTime } from "./schema-serde-lib/schema-date-utils";
    export const dateToUtcString = (date) => date.toUTCString();
    export const parseRfc3339DateTime = _parseRfc3339DateTimeWithOffset;
    export const parseRfc3339DateTimeWithOffset = _parseRfc3339DateTimeWithOffset;
    export const parseRfc7231DateTime = _parseRfc7231DateTime;
    export const parseEpochTimestamp = _parseEpochTimestamp;`,
  // No parameter of an endpoint in use is a bucket.
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/index.js':
    'export const resolveParamsForS3 = async (parameters) => parameters;',
  // No client is given a logger, for which every answer would be gone through in search of secrets.
  '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js':
    'export const loggerMiddleware = undefined; export const loggerMiddlewareOptions = undefined; export const getLoggerPlugin = () => ({ applyToStack: () => {} });',
  '@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js':
    'export const schemaLogFilter = () => undefined;',
  // The functions run on Node 24.
  '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js':
    'export const state = undefined; export const emitWarningIfUnsupportedVersion = () => {};',
  // Tells AWS by the user agent which features of the SDK are in use: statistics.
  '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/check-features.js':
    'export const checkFeatures = async () => {};',
  '@smithy/core/dist-es/submodules/protocols/HttpBindingNormalizedSchema.js': withoutHttpBindings,
  '@smithy/core/dist-es/submodules/protocols/HttpProtocol.js': withoutEventStreams,
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js': withoutRegions,
};

export const reducedFiles: Plugin = reducing('reduced-files', Object.keys(reduced));

/** Of the command line: it has a home directory, roles to assume and other Nodes to run on, but no logger either. */
export const withoutLogger: Plugin = reducing(
  'without-logger',
  Object.keys(reduced).filter((name) => /loggerMiddleware|schemaLogFilter/.test(name)),
);

function reducing(name: string, files: readonly string[]): Plugin {
  return { name, setup: (build) => reduce(build, new Set(files)) };
}

function reduce(build: PluginBuild, files: ReadonlySet<string>): void {
  const unseen = new Set(files);
  build.onLoad({ filter: /[\\/]@(smithy|aws-sdk)[\\/].*\.js$/ }, async ({ path }) => {
    const name = path.replaceAll('\\', '/').split('/node_modules/').at(-1) ?? '';
    const reduction = files.has(name) ? reduced[name] : undefined;
    if (reduction === undefined) return undefined;
    unseen.delete(name);
    const contents = typeof reduction === 'string' ? reduction : reduction(await readFile(path, 'utf8'));
    return { contents, loader: 'js' };
  });
  build.onEnd(() => ({ errors: [...unseen].map((name) => ({ text: `${name} is no longer there to be reduced` })) }));
}
