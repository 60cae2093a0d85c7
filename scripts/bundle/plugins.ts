import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * The SDK's schema files build their constants with computed keys (`{ [_xN]: _aT }`), which a bundler must take for
 * side effects, so that every schema of a client stays. With the key written out, what no command uses goes.
 * https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
export const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]dist-es[\\/].*schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const literals = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: source.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => `${literals.get(name) ?? key}:`),
        loader: 'js',
      };
    });
  },
};

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

/** A function's credentials come from its environment; SSO, STS and IMDS (some 120 KB) are never asked. */
export const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: (build) => {
    const path = fileURLToPath(new URL('environment-credentials.ts', import.meta.url));
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path }));
  },
};
