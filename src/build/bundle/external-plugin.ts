import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Leaves packages out of bundles, which then import them from the node_modules beside them. */
export function externalPlugin(packages: readonly string[]): Plugin {
  return {
    name: 'lambdabus-external',
    setup(build) {
      if (packages.length === 0) return;
      const names = packages.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      build.onResolve({ filter: new RegExp(`^(?:${names.join('|')})(?:/|$)`) }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

/** The package that a specifier leads to; undefined for a path, and for a module of Node. */
export function packageNameOf(specifier: string): string | undefined {
  if (/^(?:\.{0,2}\/|[a-z]+:)/.test(specifier) || isBuiltin(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
