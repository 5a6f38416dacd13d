import { basename, extname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import type { CutModule, ModuleSlicer, Slice } from '../slice/index.ts';

/** The one export of the service's own modules that a function's entry uses. */
export interface UsedExport {
  readonly file: string;
  readonly exportName: string;
  /** The only method that is called of it, where it is an API class. */
  readonly member?: string | undefined;
  /** Other exports that the entry uses, by their files. */
  readonly besides: readonly { readonly file: string; readonly exportName: string }[];
}

/** A module as one function's entry imports it, without what the function does not use. */
export interface CutImport {
  /** The path by which the entry imports it. */
  readonly path: string;
  /** The whole module. */
  readonly file: string;
  /** Names of the class's members that are left. */
  readonly members: ReadonlySet<string>;
}

/** The modules that are cut for functions, by the path under which their entries import them. */
export type CutModules = ReadonlyMap<string, CutModule>;

/** Cuts the module that a function's entry uses. */
export function sliceFor(slicer: ModuleSlicer, { file, exportName, member, besides }: UsedExport): Slice {
  // The bundler reads what follows one of these as no part of a path.
  if (/[?#]/.test(file)) return { kind: 'whole', reason: 'the path of its module has a "?" or "#" in it' };
  return slicer.slice({
    file,
    exportName,
    member,
    alsoExports: besides.filter((other) => other.file === file).map((other) => other.exportName),
    beside: besides.map((other) => other.file),
  });
}

/** Whether cutting could give something else than before, when the texts of some modules have changed since. */
export function isSliceConcerned(
  slicer: ModuleSlicer,
  { file, besides }: UsedExport,
  changed: ReadonlySet<string>,
): boolean {
  return slicer.isConcerned({ file, beside: besides.map((other) => other.file) }, changed);
}

/** The path by which one function's entry imports a module that is cut for it. The bundler takes it for the same file. */
export function cutPath(file: string, functionName: string): string {
  return `${file}?function=${functionName}`;
}

/** A path of the bundler's without what {@link cutPath} added. */
export function withoutCut(path: string): string {
  const at = path.lastIndexOf('?function=');
  return at === -1 ? path : path.slice(0, at);
}

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
};

/** Gives the bundler the modules that are cut. */
export function slicePlugin(cuts: CutModules, { sourceMaps }: { readonly sourceMaps: boolean }): Plugin {
  const files = new Set([...cuts.keys()].map(withoutCut));
  return {
    name: 'lambdabus-slice',
    setup(build) {
      if (files.size === 0) return;
      // Only these files are asked for: the bundler reads all others itself.
      const filter = new RegExp(`^(?:${[...files].map(escaped).join('|')})$`);
      build.onLoad({ filter, namespace: 'file' }, ({ path, suffix }) => {
        const cut = cuts.get(`${path}${suffix}`);
        if (cut === undefined) return undefined;
        const loader = loaders[extname(path)] ?? 'default';
        return { contents: sourceMaps ? withMap(cut, path) : cut.code, loader };
      });
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The map says which lines of the user's source are left: the bundler's own map then leads there. */
function withMap({ code, map }: CutModule, file: string): string {
  const content = JSON.stringify({ ...map(), sources: [basename(file)] });
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(content).toString('base64')}`;
}
