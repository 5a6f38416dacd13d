import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { isLibraryFile } from '../library.ts';

/** Which module imports which, as the bundler resolved it. Paths are absolute. */
export interface ModuleGraph {
  has(path: string): boolean;
  /** What an import of a module leads to; undefined for what lies outside the graph, such as Node's own modules. */
  resolve(importer: string, specifier: string): string | undefined;
  /** A module and all that it imports, directly or not, also by `import()`. */
  closure(path: string): ReadonlySet<string>;
  /** A module and all that loads when it loads: without what it imports by `import()`. */
  loads(path: string): ReadonlySet<string>;
  /** Whether loading a module of a package is said to do nothing, by `sideEffects` of the package.json. */
  isPure(path: string): boolean;
}

interface Import {
  readonly specifier: string;
  readonly target: string;
  readonly isLazy: boolean;
}

/** Whether a module is another's work, and not the service's. */
export function isPackageModule(path: string): boolean {
  return path.includes('/node_modules/') || path.includes('\\node_modules\\') || isLibraryFile(path);
}

/** Whether a specifier names a module of Node. */
export function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Reads the graph from what the bundler says of a pass over the whole bus. */
export function readModuleGraph({ inputs }: Metafile, workingDirectory: string): ModuleGraph {
  const modules = new Map(
    Object.entries(inputs).map(([path, { imports }]) => [
      resolve(workingDirectory, path),
      imports.flatMap(({ path, original, external, kind }): readonly Import[] => {
        const target = external === true ? installedFile(path) : resolve(workingDirectory, path);
        if (target === undefined || original === undefined) return [];
        return [{ specifier: original, target, isLazy: kind === 'dynamic-import' }];
      }),
    ]),
  );
  const reach = (path: string, also: (imported: Import) => boolean): ReadonlySet<string> => {
    const reached = new Set([path]);
    for (const current of reached) {
      for (const imported of modules.get(current) ?? []) if (also(imported)) reached.add(imported.target);
    }
    return reached;
  };
  const closures = new Map<string, ReadonlySet<string>>();
  const loaded = new Map<string, ReadonlySet<string>>();
  const pure = new Map<string, boolean>();
  return {
    has: (path) => modules.has(path),
    resolve: (importer, specifier) => modules.get(importer)?.find((found) => found.specifier === specifier)?.target,
    closure(path) {
      const reached = closures.get(path) ?? reach(path, () => true);
      closures.set(path, reached);
      return reached;
    },
    loads(path) {
      const reached = loaded.get(path) ?? reach(path, ({ isLazy }) => !isLazy);
      loaded.set(path, reached);
      return reached;
    },
    isPure(path) {
      const directory = packageDirectory(path);
      const known = pure.get(directory);
      if (known !== undefined) return known;
      const found = hasNoSideEffects(directory);
      pure.set(directory, found);
      return found;
    },
  };
}

/** The module of a package that is not in the bundle, but loaded from where it is installed. */
function installedFile(path: string): string | undefined {
  if (path.startsWith('file:')) return fileURLToPath(path);
  return isAbsolute(path) ? path : undefined;
}

function packageDirectory(path: string): string {
  const match = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path);
  return match?.[0] ?? dirname(path);
}

function hasNoSideEffects(directory: string): boolean {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return false;
  const content: { readonly sideEffects?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  return content.sideEffects === false;
}
