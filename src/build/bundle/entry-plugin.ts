import type { Plugin } from 'esbuild';
import { validatorsPath } from './entry-source.ts';

/** What the bundler's names of entries begin with. */
export const entryPrefix = 'lambdabus-entry:';

/** Gives the bundler the entries that the build makes, by the names of their functions. */
export function entryPlugin(entries: ReadonlyMap<string, string>, packageRoot: string): Plugin {
  const namespace = 'lambdabus-entry';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${entryPrefix}`) }, ({ path }) => ({
        path: path.slice(entryPrefix.length),
        namespace,
      }));
      build.onResolve({ filter: /^\.\/validators\.mjs$/, namespace }, () => ({ path: validatorsPath, external: true }));
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: entries.get(path) ?? '',
        loader: 'js',
        resolveDir: packageRoot,
      }));
    },
  };
}
