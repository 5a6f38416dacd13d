import type { BuildInputs } from '../cache/build-inputs.ts';
import { stampOfFile } from '../cache/file-stamp.ts';
import { isLibraryFile, libraryEntryPoint } from '../library.ts';
import { ts } from './compiler.ts';
import type { RecordingSystem } from './recording-system.ts';

interface CachedFile {
  readonly stamp: string;
  readonly source: ts.SourceFile;
}

/** What outlives one program, so that an edit costs what it touches. */
export interface ProgramCache {
  /** All that programs have looked at so far. */
  readonly inputs: BuildInputs;
  /** Parsed files, by their paths; programs of the same options share them. */
  readonly files: Map<string, CachedFile>;
  /** Files with an import that led nowhere: they are resolved again, for the import may have been answered since. */
  readonly unresolved: Set<string>;
}

/** The file system as the compiler sees it: with a cache, and with `lambdabus` being the running copy of the library. */
export function createProgramHost(
  options: ts.CompilerOptions,
  cache: ProgramCache,
  system: RecordingSystem,
): ts.CompilerHost {
  const { fileExists, readFile, directoryExists, getDirectories, realpath } = system;
  const recording = { fileExists, readFile, directoryExists, getDirectories, realpath };
  const host = { ...ts.createCompilerHost(options), ...recording };
  const resolutions = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  const stale = new Set(cache.unresolved);
  return {
    ...host,
    // Doc comments are read from the text, and only those that are wanted.
    jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeInfo,
    getSourceFile(fileName, version, onError) {
      cache.inputs.sources.add(fileName);
      const stamp = stampFor(fileName, version);
      const known = cache.files.get(fileName);
      if (stamp !== undefined && known?.stamp === stamp) return known.source;
      const source = host.getSourceFile(fileName, version, onError);
      if (source === undefined || stamp === undefined) cache.files.delete(fileName);
      else cache.files.set(fileName, { stamp, source });
      return source;
    },
    hasInvalidatedResolutions: (path) => stale.has(path),
    resolveModuleNameLiterals(literals, containingFile, redirected, compilerOptions, containing) {
      const inLibrary = isLibraryFile(containingFile);
      let complete = true;
      const resolved = literals.map((literal) => {
        const own = ownModule(literal.text, inLibrary);
        if (own !== undefined) return own;
        const mode = ts.getModeForUsageLocation(containing, literal, compilerOptions);
        const found = ts.resolveModuleName(
          literal.text,
          containingFile,
          compilerOptions,
          host,
          resolutions,
          redirected,
          mode,
        );
        complete &&= found.resolvedModule !== undefined;
        return found;
      });
      const path = host.getCanonicalFileName(containing.fileName);
      if (complete || inLibrary) cache.unresolved.delete(path);
      else cache.unresolved.add(path);
      return resolved;
    },
  };
}

const nowhere: ts.ResolvedModuleWithFailedLookupLocations = { resolvedModule: undefined };

/**
 * `lambdabus` of user code is the copy that builds it. Of the packages that this copy uses only one says something about
 * the bus: what a Standard Schema is.
 */
function ownModule(specifier: string, inLibrary: boolean): ts.ResolvedModuleWithFailedLookupLocations | undefined {
  if (inLibrary) return /^(?:\.|node:|@standard-schema\/spec$)/.test(specifier) ? undefined : nowhere;
  const file = libraryEntryPoint(specifier);
  if (file === undefined) return undefined;
  const declared = file.replace(/\.js$/, '.d.ts');
  return {
    resolvedModule: {
      resolvedFileName: declared,
      extension: declared.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts,
      isExternalLibraryImport: true,
    },
  };
}

function stampFor(fileName: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): string | undefined {
  const stamp = stampOfFile(fileName);
  if (stamp === undefined) return undefined;
  const mode = typeof version === 'object' ? `${version.languageVersion}:${version.impliedNodeFormat}` : version;
  return `${stamp.join(':')}:${mode}`;
}
