import { basename } from 'node:path';
import { addName, type BuildInputs } from '../cache/build-inputs.ts';
import { ts } from './compiler.ts';

/** What the compiler asks of the file system to find its files. */
export type RecordingSystem = Pick<
  ts.System,
  'fileExists' | 'readFile' | 'directoryExists' | 'getDirectories' | 'readDirectory'
> & { readonly realpath: (path: string) => string; readonly useCaseSensitiveFileNames: boolean };

/** Parts of the compiler that its types leave out; the compiler is pinned, so that they stay. */
interface Internals {
  readonly matchFiles: (
    path: string,
    extensions: readonly string[] | undefined,
    excludes: readonly string[] | undefined,
    includes: readonly string[] | undefined,
    useCaseSensitiveFileNames: boolean,
    currentDirectory: string,
    depth: number | undefined,
    getEntries: (path: string) => { readonly files: readonly string[]; readonly directories: readonly string[] },
    realpath: (path: string) => string,
  ) => string[];
  readonly sys: {
    readonly getAccessibleFileSystemEntries: (path: string) => {
      readonly files: readonly string[];
      readonly directories: readonly string[];
    };
  };
}

/** The file system, noting all that is asked of it, also what is not there: it decides which files a program has. */
export function createRecordingSystem(inputs: BuildInputs): RecordingSystem {
  const { sys } = ts;
  const internals = ts as unknown as Internals;
  const realpath = (path: string): string => {
    inputs.links.add(path);
    return sys.realpath?.(path) ?? path;
  };
  return {
    useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
    realpath,
    fileExists(path) {
      inputs.kinds.add(path);
      return sys.fileExists(path);
    },
    directoryExists(path) {
      inputs.kinds.add(path);
      return sys.directoryExists(path);
    },
    readFile(path, encoding) {
      // Sources are noted where they are parsed: what is read otherwise says how to resolve and to compile.
      if (basename(path).endsWith('.json')) inputs.settings.add(path);
      return sys.readFile(path, encoding);
    },
    getDirectories(path) {
      addName(inputs, path, '*');
      return sys.getDirectories(path);
    },
    readDirectory(path, extensions, excludes, includes, depth) {
      return internals.matchFiles(
        path,
        extensions,
        excludes,
        includes,
        sys.useCaseSensitiveFileNames,
        sys.getCurrentDirectory(),
        depth,
        (directory) => {
          inputs.declarations.add(directory === '' ? '.' : directory);
          return internals.sys.getAccessibleFileSystemEntries(directory);
        },
        realpath,
      );
    },
  };
}
