import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';

/**
 * Whether an import is of a package of the AWS SDK, as a whole. Bundling it takes longer than all else of a service, and it
 * is loaded from where it is installed just as well: so Node itself imports it. What is in its folders, such as `dist-es`,
 * is written for bundlers alone.
 */
export function isWholeSdkPackage(specifier: string): boolean {
  return /^@(?:aws-sdk|smithy)\/[^/]+$/.test(specifier);
}

/** Packages that a bundle imports from where they are installed. */
export interface InstalledImports {
  readonly plugin: Plugin;
  /** What the bundler tells of its modules, with the specifiers of these imports, which it leaves out. */
  withSpecifiers(metafile: Metafile, workingDirectory: string): Metafile;
}

/** Begins a bundling pass that leaves packages out. */
export function installedImports(isMeant: (specifier: string) => boolean): InstalledImports {
  const specifiers = new Map<string, string>();
  const keyOf = (importer: string, path: string): string => `${importer}\n${path}`;
  const plugin: Plugin = {
    name: 'lambdabus-installed',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path: specifier, importer, resolveDir, kind }) => {
        const file = isMeant(specifier) ? installedFile(specifier, resolveDir) : undefined;
        if (file === undefined) return undefined;
        const path = kind.startsWith('require') ? file : pathToFileURL(file).href;
        specifiers.set(keyOf(importer, path), specifier);
        return { path, external: true };
      });
    },
  };
  return {
    plugin,
    withSpecifiers(metafile, workingDirectory) {
      const inputs = Object.entries(metafile.inputs).map(([input, { imports, ...module }]) => {
        const importer = resolve(workingDirectory, input);
        const named = imports.map((imported) => {
          const original = imported.external === true ? specifiers.get(keyOf(importer, imported.path)) : undefined;
          return original === undefined ? imported : { ...imported, original };
        });
        return [input, { ...module, imports: named }] as const;
      });
      return { ...metafile, inputs: Object.fromEntries(inputs) };
    },
  };
}

/** The file that Node loads; undefined where it finds none, which the bundler reports, or none that can be required. */
function installedFile(specifier: string, from: string): string | undefined {
  try {
    return createRequire(join(from, 'importer.js')).resolve(specifier);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
