import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { packageNameOf } from '../bundle/external-plugin.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isPackageModule } from '../slice/module-graph.ts';
import { findUnseenLoads, mayLoadUnseen, type UnseenLoad } from './find-loads.ts';

/** A function as it will run. */
export interface BuiltFunction {
  /** The modules that gave code to it, absolute. */
  readonly inputs: readonly string[];
  /** The paths of the files beside its code. */
  readonly files: ReadonlySet<string>;
}

/**
 * Warns of code that loads modules in ways that the bundler does not follow: it runs where node_modules lies beside, and
 * fails in Lambda. Not where a function has what is loaded beside its code, nor of packages' own code.
 */
export function checkUnseenLoads(functions: readonly BuiltFunction[], packageRoot: string): readonly Diagnostic[] {
  const holders = new Map<string, BuiltFunction[]>();
  for (const built of functions) {
    for (const input of built.inputs) {
      if (!isUserModule(input)) continue;
      const known = holders.get(input);
      if (known === undefined) holders.set(input, [built]);
      else known.push(built);
    }
  }
  return [...holders].flatMap(([file, among]) => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (!mayLoadUnseen(text)) return [];
    return findUnseenLoads(file, text)
      .filter((load) => !isThere(load, file, among, packageRoot))
      .map((load) => describe(load, file, packageRoot));
  });
}

function isUserModule(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !isPackageModule(file);
}

/** Whether what is loaded lies beside the code of one of the functions; of what is computed, whether anything does. */
function isThere(
  { specifier }: UnseenLoad,
  file: string,
  functions: readonly BuiltFunction[],
  packageRoot: string,
): boolean {
  if (specifier === undefined) return functions.some(({ files }) => files.size > 0);
  if (isBuiltin(specifier)) return true;
  const name = packageNameOf(specifier);
  const paths =
    name === undefined
      ? // Where it is written, and where it will run.
        [relative(packageRoot, resolve(dirname(file), specifier)), relative('/', resolve('/', specifier))]
      : [`node_modules/${name}/`];
  return functions.some(({ files }) =>
    paths.some((path) => files.has(path) || (name !== undefined && [...files].some((each) => each.startsWith(path)))),
  );
}

function describe(load: UnseenLoad, file: string, packageRoot: string): Diagnostic {
  const { by, specifier, text, line, column, length } = load;
  const position = { file: relative(packageRoot, file).replaceAll('\\', '/'), line, column };
  const common = { code: 'IMPORT_NOT_BUNDLED', position, length } as const;
  if (specifier === undefined) {
    return {
      ...common,
      message: `${text} loads a module whose name is known only when it runs: no bundle holds it, so that it fails in Lambda unless it is one of Node.js.`,
      hint: 'Write import() with a literal name, once for each module that it may be. Or have the files beside the code: name them in "assets" of the function.',
    };
  }
  const name = packageNameOf(specifier);
  const way = by === 'createRequire' ? 'what createRequire() gives' : 'a name that is no literal';
  const message = `"${specifier}" is loaded by ${way}, which the bundler does not follow: no bundle holds it, so that it fails in Lambda.`;
  if (name !== undefined) {
    return {
      ...common,
      message,
      hint: `Import it: import … from '${specifier}'; a package that has to stay whole is named in external: ['${name}'] as well. Or have its files beside the code: assets: ['node_modules/${name}/**'].`,
    };
  }
  const path = relative(packageRoot, resolve(dirname(file), specifier)).replaceAll('\\', '/');
  return {
    ...common,
    message,
    hint: `Import it: import … from '${specifier}'${specifier.endsWith('.json') ? ` with { type: 'json' }` : ''}. Or have it beside the code, assets: ['${path}'], and load it from there: './${path}'.`,
  };
}
