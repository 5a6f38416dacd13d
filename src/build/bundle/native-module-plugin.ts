import { relative, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import type { Diagnostic } from '../diagnostic.ts';
import { packageDirectoryOf, packageOf } from '../packages/installed-package.ts';
import type { BundledFunction } from './bundle-functions.ts';

/** Refuses native modules: they are compiled for one machine, and a bundle is text. */
export function nativeModulePlugin(): Plugin {
  return {
    name: 'lambdabus-native-module',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => {
        const name = packageOf(path)?.name ?? packageOf(importer)?.name;
        const holder = name === undefined ? 'The service' : `The package ${name}`;
        return {
          errors: [
            {
              text: `${holder} holds a native module (${path}), which cannot be bundled`,
              notes: [
                { text: name === undefined ? 'Put it into a package, and name that in "external".' : keepOut(name) },
              ],
            },
          ],
        };
      });
    },
  };
}

/** Finds packages in bundles that load native code in ways that the bundler does not see. */
export function nativePackages(
  functions: ReadonlyMap<string, BundledFunction>,
  metafile: Metafile,
  packageRoot: string,
): readonly Diagnostic[] {
  const holders = new Map<string, string[]>();
  const nativeName = createNativeNames();
  for (const [name, { inputs }] of functions) {
    const found = new Set(inputs.flatMap((input) => nativeName(input) ?? []));
    for (const holder of found) holders.set(holder, [...(holders.get(holder) ?? []), name]);
  }
  return [...holders].map(([name, users]) => {
    const importer = importerOf(name, { metafile, packageRoot, nativeName });
    const others = users.length === 1 ? '' : ` and ${users.length - 1} more`;
    return {
      code: 'BUNDLE_FAILED',
      message: `The package ${name} holds native code, which cannot be bundled; it is in the bundle of ${users[0]}${others}${importer === undefined ? '' : `, imported by ${importer}`}.`,
      hint: keepOut(name),
    };
  });
}

type NativeNames = (file: string) => string | undefined;

/** Tells the name of the package that a file belongs to, if that has native code; each package is read once. */
export function createNativeNames(): NativeNames {
  const names = new Map<string, string | undefined>();
  return (file) => {
    const directory = packageDirectoryOf(file);
    if (directory === undefined) return undefined;
    if (!names.has(directory)) {
      const found = packageOf(file);
      names.set(directory, found?.isNative === true ? found.name : undefined);
    }
    return names.get(directory);
  };
}

/** A module of the service's own that imports a package. */
function importerOf(
  name: string,
  {
    metafile,
    packageRoot,
    nativeName,
  }: { readonly metafile: Metafile; readonly packageRoot: string; readonly nativeName: NativeNames },
): string | undefined {
  const [importer] =
    Object.entries(metafile.inputs).find(
      ([path, { imports }]) =>
        !path.includes('node_modules/') &&
        imports.some((imported) => nativeName(resolve(packageRoot, imported.path)) === name),
    ) ?? [];
  return importer === undefined
    ? undefined
    : relative(packageRoot, resolve(packageRoot, importer.replace(/\?.*$/, '')));
}

function keepOut(name: string): string {
  return `Keep it out of the bundle: add external: ['${name}'] to the options of the function, or to the meta of its API.`;
}
