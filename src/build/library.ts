import { existsSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

/** `.ts` where the library runs from its sources, `.js` from its published form: the same tree in both. */
const extension = extname(self);

/** The directory that holds `src`, `functions` and `infra` of the running copy of the library. */
const libraryRoot: string = dirname(dirname(dirname(self)));

/** A module of the running copy of the library, by its path without extension, such as `functions/index`. */
export function libraryModule(path: string): string {
  return join(libraryRoot, `${path}${extension}`);
}

const entryPoints: Readonly<Record<string, string>> = {
  lambdabus: 'src/index',
  'lambdabus/build': 'src/build/index',
  'lambdabus/infra': 'infra/index',
  'lambdabus/functions': 'functions/index',
  'lambdabus/local': 'src/local/index',
  'lambdabus/testing': 'src/testing/index',
};

/** What users may import of the library. */
export const libraryEntryPoints: readonly string[] = Object.keys(entryPoints);

/**
 * The file of an entry point of the library, such as `lambdabus/functions`: user code is always bundled with the copy
 * of the library that builds it. Undefined for what the library does not publish.
 */
export function libraryEntryPoint(specifier: string): string | undefined {
  const path = entryPoints[specifier];
  if (path === undefined) return undefined;
  const file = libraryModule(path);
  return existsSync(file) ? file : undefined;
}

const libraryFolders = ['src', 'functions', 'infra'].map((folder) => join(libraryRoot, folder) + sep);

/** Whether a file belongs to the running copy of the library. */
export function isLibraryFile(file: string): boolean {
  return libraryFolders.some((folder) => file.startsWith(folder));
}
