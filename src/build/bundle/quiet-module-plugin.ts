import { isAbsolute, resolve } from 'node:path';
import type { Message, Plugin } from 'esbuild';

const name = 'lambdabus-quiet-module';

/** Whether a warning is not the bundler's astonishment at an import of a quiet module for nothing. */
export function isWorthTelling({ text }: Message): boolean {
  return !text.includes(`by plugin "${name}"`);
}

/**
 * Tells the bundler of modules that only define, which it cannot see itself: to it every call at the top of a module,
 * such as `z.object({ … })`, may do something, so that a function would hold every schema and its library.
 */
export function quietModulePlugin(modules: readonly string[]): Plugin {
  const files = new Map(modules.flatMap((file) => specifiersOf(file).map((specifier) => [specifier, file] as const)));
  return {
    name,
    setup(build) {
      if (files.size === 0) return;
      build.onResolve({ filter: /^(?:\.|\/|[A-Za-z]:)/ }, ({ path, resolveDir }) => {
        const file = files.get(isAbsolute(path) ? path : resolve(resolveDir, path));
        return file === undefined ? undefined : { path: file, sideEffects: false };
      });
    },
  };
}

/** The paths by which a module may be imported: its own, without its extension, or with that of what it compiles to. */
function specifiersOf(file: string): readonly string[] {
  const [, stem = file, kind = ''] = /^(.*)\.([cm]?)[jt]sx?$/.exec(file) ?? [];
  return [file, stem, `${stem}.${kind}js`, ...(stem.endsWith('/index') ? [stem.slice(0, -'/index'.length)] : [])];
}
